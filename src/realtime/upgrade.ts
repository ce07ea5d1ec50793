import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** Why a connection is not begun. */
export interface Refusal {
  status: number
  fields: Record<string, string>
}

export interface Admission {
  /** Origins besides the one that was asked for, such as `https://example.com`. */
  origins: readonly string[]
  isFull(): boolean
  isAddressFull(address: string): boolean
}

/** Seconds. Whoever was turned away may find a place soon; an address with too many has to give some up. */
const comeAgain = { full: '5', addressFull: '60' }

/** What speaks against a client, by whatever transport it comes. */
export function refusalOf(request: IncomingMessage, admission: Admission): Refusal | undefined {
  if (!isOriginAllowed(request, admission.origins)) return { status: 403, fields: {} }
  if (admission.isFull()) return { status: 503, fields: { 'Retry-After': comeAgain.full } }
  if (admission.isAddressFull(addressOf(request)))
    return { status: 429, fields: { 'Retry-After': comeAgain.addressFull } }
  return undefined
}

/** What speaks against an upgrade; the rest of the handshake is checked by `ws`. */
export function upgradeRefusalOf(request: IncomingMessage, admission: Admission): Refusal | undefined {
  if (request.method !== 'GET') return { status: 405, fields: { Allow: 'GET' } }
  if (request.headers['sec-websocket-version'] !== '13') {
    return { status: 426, fields: { 'Sec-WebSocket-Version': '13', Upgrade: 'websocket' } }
  }
  return refusalOf(request, admission)
}

/** Answers in plain HTTP/1.1 and ends the connection. */
export function refuseUpgrade(socket: Duplex, { status, fields }: Refusal): void {
  const body = `${STATUS_CODES[status]}\n`
  const all = {
    ...fields,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(body.length),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.on('error', () => socket.destroy())
  // The client might never end its half.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
}

export function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? ''
}

/** A browser always names the page's origin; what names none is no browser, and no page of another site is behind it. */
function isOriginAllowed({ headers }: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host = '' } = headers
  if (origin === undefined) return true
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) return false
  const own = `${url.protocol}//${host}`
  return [own, ...origins].some((one) => URL.canParse(one) && new URL(one).origin === url.origin)
}
