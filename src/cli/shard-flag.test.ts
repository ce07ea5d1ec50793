import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOf } from '../testing/refusal.ts'
import { shardFlag } from './shard-flag.ts'

const flag = suite('cli/shard-flag')

flag('is a number and of how many', () => {
  assert.equal(shardFlag('--shard', '2/3'), { number: 2, of: 3 })
  assert.equal(shardFlag('--shard', '1/1'), { number: 1, of: 1 })
})

flag('refuses what is no shard, as wrong usage, and names the flag', () => {
  for (const text of ['0/3', '4/3', 'x', '', '1', '1/', '/3', '1/3/3', '-1/3', '1.5/3', ' 1/3', '1/99999', '0/0']) {
    const { code, message } = refusalOf(() => shardFlag('--shard', text))

    assert.equal([code, message], ['E_USAGE', `--shard is "${text}"`])
  }
})

flag.run()
