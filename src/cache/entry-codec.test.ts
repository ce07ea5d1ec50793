import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeEntry, encodeEntry } from './entry-codec.ts'
import type { Entry } from './entry.ts'

const codec = suite('cache/entry-codec')

/** One run after another is the same: what fails once can be looked at again. */
const seed = 20_260_101

const page: Entry = {
  bodies: { html: Buffer.from('<h1>Giá vàng</h1>'), br: Buffer.from([0, 255, 10]) },
  meta: { status: 200, hash: 'abc' },
  madeAt: 1_790_000_000_000,
  lifetime: { freshForMs: 30_000, staleForMs: 60_000, staleIfErrorMs: 86_400_000 },
  tags: ['coin:btc'],
  version: 1_790_000_000_000_001,
}

const milliseconds = fc.nat()
const anyEntry: fc.Arbitrary<Entry> = fc.record({
  bodies: fc.dictionary(fc.string(), fc.uint8Array({ maxLength: 300 }), { maxKeys: 4 }),
  meta: fc.jsonValue(),
  madeAt: milliseconds,
  lifetime: fc.record(
    { freshForMs: milliseconds, staleForMs: milliseconds, staleIfErrorMs: milliseconds },
    { noNullPrototype: true },
  ),
  tags: fc.array(fc.string({ unit: 'grapheme' })),
  version: fc.nat(Number.MAX_SAFE_INTEGER),
})

codec('gives back what it was given', () => {
  fc.assert(
    fc.property(anyEntry, (entry) => assert.equal(comparable(decodeEntry(encodeEntry(entry))), comparable(entry))),
    { seed },
  )
})

codec('keeps names that mean something to JavaScript', () => {
  const bodies = Object.fromEntries(['__proto__', 'constructor', '1', ''].map((name) => [name, Buffer.from(name)]))

  const read = decodeEntry(encodeEntry({ ...page, bodies }))

  assert.equal(comparable(read), comparable({ ...page, bodies }))
})

codec('reads nothing in which a byte is another', () => {
  const good = encodeEntry(page)

  for (let at = 0; at < good.length; at++) {
    for (const flip of [1, 128, 255]) {
      const damaged = Buffer.from(good)
      damaged[at]! ^= flip

      assert.is(decodeEntry(damaged), undefined, `byte ${at}`)
    }
  }
})

codec('reads nothing that was cut or has something behind it', () => {
  const good = encodeEntry(page)

  for (let length = 0; length < good.length; length++) assert.is(decodeEntry(good.subarray(0, length)), undefined)
  assert.is(decodeEntry(Buffer.concat([good, Buffer.alloc(1)])), undefined)
})

codec('reads nothing of others', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => assert.is(decodeEntry(bytes), undefined)),
    { seed },
  )
})

codec('reads no other format', () => {
  const bytes = encodeEntry(page)
  bytes[7]!++

  assert.is(decodeEntry(bytes), undefined)
})

codec('reads nothing that is not an entry, though its checksum is right', () => {
  const whole = (head: string, behind = '') => withChecksum(`${lengthOf(head)}${head}${behind}`)
  const withBodies = (...bodies: unknown[]) => JSON.stringify({ ...page, bodies })
  const wrong = [
    withChecksum(''),
    withChecksum('abc'),
    withChecksum('\xff\xff\xff\xff{}'),
    ...['', 'null', '[1]', '{"bodies":[]}', '['.repeat(100_000)].map((head) => whole(head)),
    whole(JSON.stringify({ ...page, version: -1, bodies: [] })),
    whole(withBodies(['html', 2]), 'a'),
    whole(withBodies(['html', 2]), 'abc'),
    whole(withBodies(['html', 2], ['br', -1]), 'a'),
  ]

  for (const bytes of wrong) assert.is(decodeEntry(bytes), undefined, bytes.toString('latin1').slice(24, 80))
  assert.ok(decodeEntry(whole(withBodies(['html', 2]), 'ab')), 'otherwise this proves nothing')
})

codec('drops what it does not know, so that more can be added', () => {
  const more = { ...page, lifetime: { ...page.lifetime, more: 1 }, more: 1 }

  assert.equal(comparable(decodeEntry(encodeEntry(more))), comparable(page))
})

codec('keeps no large buffer alive for a small entry', () => {
  const bytes = encodeEntry(page)
  const chunk = Buffer.alloc(65_536)
  chunk.set(bytes, 100)

  const read = decodeEntry(chunk.subarray(100, 100 + bytes.length))!

  assert.is(read.bodies['html']!.buffer.byteLength, bytes.length)
  assert.equal(comparable(read), comparable(page))
})

codec('copies no bytes that came by themselves', () => {
  const bytes = new Uint8Array(encodeEntry({ ...page, bodies: { html: Buffer.alloc(1_000_000) } }))

  assert.is(decodeEntry(bytes)!.bodies['html']!.buffer, bytes.buffer)
})

/** Two kinds of byte arrays are as good as each other. */
function comparable(entry: Entry | undefined): unknown {
  const bodies = Object.entries(entry?.bodies ?? {}).map(([name, body]) => [name, ...body])
  return { ...entry, meta: JSON.stringify(entry?.meta), bodies: bodies.sort() }
}

function withChecksum(text: string): Buffer {
  const rest = Buffer.from(text, 'latin1')
  const checksum = createHash('sha256').update(rest).digest().subarray(0, 16)
  return Buffer.concat([Buffer.from('enddel:\x01', 'latin1'), checksum, rest])
}

function lengthOf(head: string): string {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(head.length)
  return length.toString('latin1')
}

codec.run()
