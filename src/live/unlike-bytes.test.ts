import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { randomBytes, unlikeBytes } from './unlike-bytes.ts'

const unlike = suite('live/unlike-bytes')

const html = Buffer.from('<p class="change up">▲ +1.30%</p>'.repeat(10))

unlike('have no two bytes in a row that are in the page, or twice in themselves', () => {
  const bytesFor = unlikeBytes(html, 1)
  const known = new Set<number>()
  for (let at = 1; at < html.length; at++) known.add(html.readUInt16BE(at - 1))

  for (let slot = 0; slot < 150; slot++) {
    const bytes = Buffer.concat([Buffer.from('>'), bytesFor(25, 0x3e, 0x3c), Buffer.from('<')])
    for (let at = 1; at < bytes.length; at++) {
      const pair = bytes.readUInt16BE(at - 1)
      assert.not(known.has(pair), `slot ${slot}, byte ${at}`)
      known.add(pair)
    }
  }
})

unlike('are given even when no pair is left', () => {
  const bytesFor = unlikeBytes(html, 1)

  assert.is(bytesFor(70_000, 0, 0).length, 70_000)
})

unlike('are the same for the same seed, and others for another', () => {
  const [one, same, other] = [1, 1, 2].map((seed) => unlikeBytes(html, seed)(20, 0, 0))

  assert.equal(one, same)
  assert.not.equal(one, other)
})

unlike('come from bytes of all values', () => {
  const random = randomBytes(1)

  const bytes = Array.from({ length: 3_000 }, random)

  assert.is(new Set(bytes).size, 256)
  assert.not.equal(bytes.slice(0, 256), bytes.slice(256, 512))
})

unlike.run()
