import { spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../../core/errors.ts'
import { allowedCores, onCores, pinSelf, shareCores, shares } from './cores.ts'

const cores = suite('bench/server/cores')
const apart = (core: number) => core

cores('are shared in halves, the client with one more', () => {
  assert.equal(shares([0, 1], {}, apart), { server: '0', client: '1' })
  assert.equal(shares([2, 3, 5], {}, apart), { server: '2', client: '3,5' })
})

cores('that are threads of one stay together', () => {
  assert.equal(
    shares([0, 1, 2, 3], {}, (core) => core % 2),
    { server: '0,2', client: '1,3' },
  )
})

cores('that are wanted are given, and the rest to the other', () => {
  assert.equal(shares([0, 1, 2, 3], { server: '1-2' }, apart), { server: '1-2', client: '0,3' })
  assert.equal(shares([0, 1, 2, 3], { client: '3' }, apart), { server: '0,1,2', client: '3' })
  assert.equal(shares([0, 1], { server: '0-1' }, apart), { server: '0-1', client: '0,1' })
})

cores('that there are not, or no list, are wrong usage', () => {
  for (const list of ['9', 'all', '', '0-', '1-0']) {
    assert.throws(
      () => shares([0, 1], { server: list }, apart),
      (error: EnddelError) => error.code === 'E_USAGE' && error.hint?.includes('0,1'),
    )
  }
})

cores('of this machine are shared, or it is said why not', () => {
  const reasons: string[] = []

  const shared = shareCores({}, (reason) => reasons.push(reason))

  assert.is(reasons.length, shared ? 0 : 1)
  if (shared) assert.not.equal(shared.server, shared.client)
})

cores('are kept to by this process and what it starts', () => {
  const before = allowedCores()
  pinSelf(String(before[0]))
  const kept = [allowedCores(), coresOf(['cat', '/proc/self/status'])]
  pinSelf(before.join(','))

  assert.equal(kept[0], [before[0]])
  assert.equal(kept[1], String(before[0]))
  assert.equal(allowedCores(), before)
})

cores('are kept to by a command alone', () => {
  const before = allowedCores()

  const kept = coresOf(onCores(String(before[0]), ['cat', '/proc/self/status']))

  assert.is(kept, String(before[0]))
  assert.equal(allowedCores(), before)
})

cores('that cannot be kept to are wrong usage', () => {
  assert.throws(
    () => pinSelf('4000'),
    (error: EnddelError) => error.code === 'E_USAGE',
  )
})

function coresOf([file, ...args]: readonly string[]): string | undefined {
  return /Cpus_allowed_list:\s*(\S+)/.exec(spawnSync(file!, args, { encoding: 'utf8' }).stdout)?.[1]
}

cores.run()
