/** Frames of RFC 6455 as a server sends them: whole and unmasked. */

export const opcodes = { text: 1, ping: 9, pong: 10 } as const

export function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const headLength = length < 126 ? 2 : length < 0x1_0000 ? 4 : 10
  const bytes = Buffer.allocUnsafe(headLength + length)
  bytes[0] = 0x80 | opcode
  if (headLength === 2) bytes[1] = length
  else if (headLength === 4) {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 127
    bytes.writeBigUInt64BE(BigInt(length), 2)
  }
  payload.copy(bytes, headLength)
  return bytes
}
