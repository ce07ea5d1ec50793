import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parsePopularity } from './popular.ts'

const popular = suite('output/popular')

popular('reads hits by address', () => {
  const hits = parsePopularity('{"format":1,"pages":{"/vi/":12,"/vi/coin/btc":3}}', 'popular.json')

  assert.equal(
    [...hits],
    [
      ['/vi/', 12],
      ['/vi/coin/btc', 3],
    ],
  )
})

popular('names the file that is not JSON', () => {
  assert.throws(() => parsePopularity('{"format":1', 'out/popular.json'), /^out\/popular\.json: not JSON/)
})

popular('names the field that is wrong', () => {
  assert.throws(() => parsePopularity('{"format":1,"pages":{"/":-1}}', 'popular.json'), /popular\.json: pages/)
})

popular('refuses addresses that do not begin with a slash', () => {
  assert.throws(() => parsePopularity('{"format":1,"pages":{"http://evil":1}}', 'popular.json'), /pages/)
})

popular('refuses a format it does not know', () => {
  assert.throws(() => parsePopularity('{"format":2,"pages":{}}', 'popular.json'), /format/)
})

popular.run()
