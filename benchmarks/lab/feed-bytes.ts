/** What a client of the feed sends, by hand: for clients that are too many, or too rude, for a library. */
import { requestBytes } from './raw-answer.ts'

export const handshake = requestBytes('/ws', [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
])

/** A text frame (RFC 6455, section 5.2), masked with zeros, for texts below 126 bytes. */
export function textFrame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}
