/** Frames of RFC 6455, section 5.2, as a client reads and sends them: a library costs too much for tens of thousands. */

export const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const

export interface Frame {
  opcode: number
  /** Where in the bytes its payload begins, and where it ends. */
  at: number
  end: number
}

/** Longer ones are refused; a snapshot of a thousand coins has half a megabyte. */
const maxFrameBytes = 4 * 1024 * 1024

/** The frame that begins at `from`; undefined when not all of it is there before `end`. Throws when it cannot be one of a feed. */
export function frameAt(bytes: Buffer, from: number, end: number): Frame | undefined {
  if (end - from < 2) return undefined
  const [first, second] = [bytes[from]!, bytes[from + 1]!]
  // A whole text is what nearly all of them are.
  if (first !== 0x81) checkFirst(first)
  if (second & 0x80) throw new Error('a frame of the server is masked')
  const headBytes = second < 126 ? 2 : second === 126 ? 4 : 10
  if (end - from < headBytes) return undefined
  const length = lengthIn(bytes, from, headBytes)
  if (first & 0x08 && length > 125) throw new Error('a control frame has more than 125 bytes')
  if (length > maxFrameBytes) throw new Error(`a frame has ${length} bytes; at most ${maxFrameBytes} are read`)
  const at = from + headBytes
  return end - at < length ? undefined : { opcode: first & 0x0f, at, end: at + length }
}

function checkFirst(first: number): void {
  if (first & 0x70) throw new Error('a frame has reserved bits set')
  const opcode = first & 0x0f
  if (!(first & 0x80) || opcode === 0) throw new Error('a message came in fragments, which the feed never sends')
  if (!known.has(opcode)) throw new Error(`a frame has opcode ${opcode}, which the feed never sends`)
}

const known: ReadonlySet<number> = new Set(Object.values(opcodes))

function lengthIn(bytes: Buffer, from: number, headBytes: number): number {
  if (headBytes === 2) return bytes[from + 1]!
  return headBytes === 4 ? bytes.readUInt16BE(from + 2) : Number(bytes.readBigUInt64BE(from + 2))
}

/** A frame as clients send them, with a mask of zeros, which changes nothing; for at most 65,535 bytes. */
export function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([0x80 | opcode, ...size, 0, 0, 0, 0]), payload])
}
