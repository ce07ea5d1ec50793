import { createHash } from 'node:crypto'
import type { FeedRefusal } from './feed-refusal.ts'

/** The handshake of RFC 6455, section 4.1; `key` is 16 bytes in base 64. */
export function upgradeRequest(host: string, key: string): string {
  const fields = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key}`]
  return `GET /ws HTTP/1.1\r\nHost: ${host}\r\n${fields.join('\r\n')}\r\n\r\n`
}

/** What is wrong with the answer of this head; undefined when it begins a WebSocket. */
export function upgradeFault(head: string, key: string): FeedRefusal | undefined {
  const [first = '', ...lines] = head.split('\r\n')
  const [, digits, reason = ''] = /^HTTP\/1\.1 (\d{3})(?: (.*))?$/.exec(first) ?? []
  if (digits === undefined) return { said: `the server does not speak HTTP/1.1: ${JSON.stringify(first.slice(0, 80))}` }
  const fields = new Map(lines.map(readField))
  const status = Number(digits)
  if (status !== 101) return { status, said: `the server answered ${digits} ${reason}`.trim() + comeAgain(fields) }
  if (fields.get('upgrade')?.toLowerCase() !== 'websocket') return { said: 'the server upgrades to no WebSocket' }
  if (fields.get('sec-websocket-accept') === acceptOf(key)) return undefined
  return { said: "the server's Sec-WebSocket-Accept does not follow from our key" }
}

function readField(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}

function comeAgain(fields: ReadonlyMap<string, string>): string {
  const seconds = fields.get('retry-after')
  return seconds === undefined ? '' : `, Retry-After: ${seconds}`
}

function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}
