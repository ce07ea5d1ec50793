import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import { matchesEtag } from './conditions.ts'
import { chooseEncoding } from './negotiate.ts'
import { ageHeader, securityHeaders, type ReadyPage } from './ready-page.ts'

/** The only place that writes pages and refusals to a response. HEAD gets the fields of GET and no body. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  switch (answer.kind) {
    case 'page': {
      const timing = answer.serverTiming ? ['Server-Timing', answer.serverTiming] : []
      const extra = ['Cache-Status', answer.cacheStatus, ...timing]
      return sendPage(request, response, answer.page, answer.page.status, extra)
    }
    case 'failure':
      return sendPage(request, response, answer.page, answer.status, ['Retry-After', String(answer.retryAfterS)])
    case 'redirect': {
      const { location, varies } = answer
      const vary = varies ? ['Vary', 'Accept-Language, Cookie'] : []
      const headers = ['Location', location, 'Cache-Control', varies ? 'private, no-cache' : 'no-cache', ...vary]
      return write(request, response, answer.status, ['Content-Length', '0', ...headers, ...securityHeaders], '')
    }
    case 'not-modified':
      response.writeHead(304, [...answer.headers, ...securityHeaders]).end()
      return
    case 'text': {
      const { body, type } = answer
      const isStored = answer.headers.includes('Cache-Control')
      const described = [
        'Content-Type',
        type,
        'Content-Length',
        String(Buffer.byteLength(body)),
        ...(isStored ? [] : ['Cache-Control', 'no-store']),
      ]
      return write(request, response, answer.status, [...described, ...answer.headers, ...securityHeaders], body)
    }
    default:
      answer satisfies never
  }
}

function sendPage(
  request: IncomingMessage,
  response: ServerResponse,
  page: ReadyPage,
  status: number,
  extra: string[],
): void {
  const variant = page.variant(chooseEncoding(header(request, 'accept-encoding')))
  if (!variant) {
    const sendAgain = () => sendPage(request, response, page, status, extra)
    return void page.makeGzip().then(sendAgain, () => response.destroy())
  }
  const more = [...ageHeader(page, Date.now()), ...extra]
  if (status === 200 && matchesEtag(header(request, 'if-none-match'), variant.etag)) {
    response.writeHead(304, [...variant.headersNotModified, ...more]).end()
    return
  }
  write(request, response, status, [...variant.headers, ...more], variant.body)
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: string[],
  body: string | Uint8Array,
): void {
  response.writeHead(status, headers)
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** Several lines of a list field are one list (RFC 9110, section 5.3); node joins them for the fields read here. */
function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
