import type { IncomingMessage } from 'node:http'
import { Http2ServerRequest } from 'node:http2'
import { type Answer, refusal } from './answer.ts'
import { isValidHost } from './host.ts'

/** Fields a request may have. */
export const maxFields = 100

/** Bytes its fields may have. In HTTP/1.1 node sees to that, with the same answer. */
export const maxHeadBytes = 16 * 1024

/** `:method`, `:scheme`, `:authority` and `:path` of HTTP/2, which are among the fields. */
export const pseudoFields = 4

/** What node's parsers let through although HTTP forbids it (RFC 9112, sections 2.3, 3.2 and 6.1; RFC 9113, section 8.3.1). */
export function refuseHead(request: IncomingMessage): Answer | undefined {
  const { httpVersion, headers, rawHeaders } = request
  // A request line may claim any version.
  const isHttp2 = request instanceof Http2ServerRequest
  if (!isHttp2 && httpVersion !== '1.1' && httpVersion !== '1.0')
    return refusal(505, 'This version of HTTP is not spoken here.')
  if (httpVersion === '1.0' && headers['transfer-encoding'] !== undefined)
    return refusal(400, 'HTTP/1.0 has no transfer codings.')
  if (rawHeaders.length / 2 > maxFields + (isHttp2 ? pseudoFields : 0))
    return refusal(431, 'The request has too many fields.')
  if (isHttp2 && rawHeaders.reduce((bytes, { length }) => bytes + length, 0) > maxHeadBytes)
    return refusal(431, 'The fields of the request are too long.')
  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && hostNames.has(rawHeaders[index - 1]!.toLowerCase()))
  // In HTTP/2 a Host beside the authority has to be the same.
  const isNamed = isHttp2 ? new Set(hosts).size === 1 : hosts.length === 1
  const isValid = isNamed ? isValidHost(hosts[0]!) : hosts.length === 0 && httpVersion === '1.0'
  return isValid ? undefined : refusal(400, 'The Host field is missing, repeated or not valid.')
}

const hostNames = new Set(['host', ':authority'])
