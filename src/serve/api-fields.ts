import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { securityHeaders } from './ready-page.ts'

type Fields = Readonly<Record<string, string | string[] | undefined>>

/** What the API gets to see of a request: fields that choose a representation, and where it came from. Never who asks. */
export function fieldsForApi(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  via: string,
): Record<string, string> {
  const hops = namedIn(headers.connection)
  const passed = passedOn.filter((name) => headers[name] !== undefined && !hops.has(name))
  return {
    ...Object.fromEntries(passed.map((name) => [name, joined(headers[name])])),
    'user-agent': 'enddel',
    via: [joined(headers.via), via].filter(Boolean).join(', '),
    'x-forwarded-for': [...clientsIn(headers['x-forwarded-for']), socket.remoteAddress].filter(Boolean).join(', '),
  }
}

/**
 * Name and value in turn of an answer's fields that may go to the client. Those about the connection stay here
 * (RFC 9110, section 7.6.1), and those that would speak for the whole site or to the proxy in front of it.
 */
export function fieldsForClient(fields: Fields): string[] {
  const hops = namedIn(fields.connection)
  const passed = Object.entries(fields).filter(([name]) => !hops.has(name) && !isKept(name))
  return [...passed.flatMap(([name, value]) => [name, joined(value)]), ...added]
}

const passedOn = [
  'accept',
  'accept-language',
  'accept-encoding',
  'if-none-match',
  'if-modified-since',
  'range',
  'if-range',
]

/** What the API sends is data: opened as a page it may do nothing. */
const added = [...securityHeaders, 'Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox"]

const kept = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'via'],
  ...['www-authenticate', 'authentication-info', 'proxy-authenticate', 'proxy-authentication-info'],
  ...['set-cookie', 'set-cookie2', 'clear-site-data', 'service-worker-allowed', 'refresh', 'origin-agent-cluster'],
  ...['server', 'x-powered-by', 'alt-svc', 'strict-transport-security', 'public-key-pins', 'expect-ct'],
  ...['nel', 'report-to', 'reporting-endpoints', 'accept-ch', 'critical-ch', 'content-location', 'location'],
  ...['x-sendfile', 'x-lighttpd-send-file', 'content-security-policy-report-only'],
  ...added.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()),
])

function isKept(name: string): boolean {
  return kept.has(name) || name.startsWith('x-accel-')
}

function namedIn(connection: string | string[] | undefined): Set<string> {
  return new Set(
    joined(connection)
      .split(',')
      .map((name) => name.trim().toLowerCase()),
  )
}

/** Anybody can claim anything here; what is no address is dropped, and only the nearest are of use. */
function clientsIn(forwardedFor: string | string[] | undefined): string[] {
  return joined(forwardedFor)
    .split(',')
    .map((client) => client.trim())
    .filter((client) => isIP(client) > 0)
    .slice(-16)
}

/** Several lines of a field are one list (RFC 9110, section 5.3); a name twice would be lost where a header is set already. */
function joined(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '')
}
