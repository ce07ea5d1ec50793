import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame } from '../../realtime/frames.ts'
import { frameAt, maskedFrame, opcodes } from './frames.ts'

const frames = suite('bench/feed/frames')

frames('finds where frames of every kind of length begin and end', () => {
  const payloads = [0, 125, 126, 65_535, 65_536].map((length) => Buffer.alloc(length, 'x'))
  const bytes = Buffer.concat(payloads.map((payload) => frame(opcodes.text, payload)))

  const lengths: number[] = []
  for (let at = 0, next; (next = frameAt(bytes, at, bytes.length)); at = next.end) lengths.push(next.end - next.at)

  assert.equal(lengths, [0, 125, 126, 65_535, 65_536])
})

frames('are not there before their last byte is', () => {
  const bytes = frame(opcodes.ping, Buffer.from('how far?'))

  const early = Array.from(bytes, (_, end) => frameAt(bytes, 0, end))

  assert.ok(early.every((one) => one === undefined))
  assert.equal(frameAt(bytes, 0, bytes.length), { opcode: opcodes.ping, at: 2, end: bytes.length })
})

frames('of 16-bit and 64-bit lengths are not there before their heads are', () => {
  const [middle, large] = [frame(opcodes.text, Buffer.alloc(126)), frame(opcodes.text, Buffer.alloc(65_536))]

  assert.is(frameAt(middle, 0, 3), undefined)
  assert.is(frameAt(large, 0, 9), undefined)
  assert.is(frameAt(large, 0, large.length - 1), undefined)
  // What lies behind is of another client.
  assert.is(frameAt(Buffer.from([0x81, 127, 0, 0, ...Buffer.alloc(8, 0xff)]), 0, 4), undefined)
})

frames('that a feed never sends are refused', () => {
  const look = (...bytes: number[]) => frameAt(Buffer.from(bytes), 0, bytes.length)

  assert.throws(() => look(0x01, 0), /in fragments/)
  assert.throws(() => look(0x80, 0), /in fragments/)
  assert.throws(() => look(0x82, 0), /opcode 2/)
  assert.throws(() => look(0xc1, 0), /reserved bits/)
  assert.throws(() => look(0x81, 0x80), /masked/)
  assert.throws(() => look(0x89, 126, 0, 126), /control frame/)
  assert.throws(() => look(0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0), /4294967296 bytes/)
})

frames('of clients are masked, with zeros', () => {
  const [short, long] = [maskedFrame(opcodes.pong, Buffer.from('hi')), maskedFrame(opcodes.text, Buffer.alloc(300))]

  assert.equal([...short], [0x8a, 0x82, 0, 0, 0, 0, 0x68, 0x69])
  assert.equal([...long.subarray(0, 8)], [0x81, 0xfe, 1, 44, 0, 0, 0, 0])
  assert.is(long.length, 308)
})

frames.run()
