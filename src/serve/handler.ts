import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Http2ServerRequest } from 'node:http2'
import type { Admin } from './admin.ts'
import { type Answer, refusal } from './answer.ts'
import type { ApiProxy } from './api-proxy.ts'
import type { Feed } from '../realtime/feed.ts'
import type { OnServeEvent } from './events.ts'
import type { PageFinder } from './find-page.ts'
import type { MarketApi } from './market-api.ts'
import { answerPage } from './pages.ts'
import type { Release } from './release.ts'
import { isValidHost } from './host.ts'
import { readPath } from './request-path.ts'
import { sendFile } from './send-file.ts'
import { send } from './send.ts'

export interface HandlerParts {
  /** The release of this moment; a request keeps the one it began with. */
  release(): Release
  finder: Pick<PageFinder, 'find'>
  /** Undefined without an API behind. */
  api: Pick<ApiProxy, 'handles' | 'proxy'> | undefined
  admin: Admin
  marketApi: MarketApi
  feed: Pick<Feed, 'events'>
  /** Health and metrics; undefined for paths that are not theirs. */
  answerInternal(path: string): Answer | Promise<Answer> | undefined
  /** Requests that take so long are told of; with `accessLog` all are. */
  slowRequestMs: number
  accessLog: boolean
  onEvent: OnServeEvent
}

/** From a request to an answer: built pages at once, then files, then whatever has to be looked for. */
export function createHandler(parts: HandlerParts): RequestListener {
  const { release: current, finder, api, admin, marketApi, feed, answerInternal, onEvent } = parts
  const watch = createWatch(parts)

  return (request, response) => {
    watch(request, response)
    // A mistake of ours costs the request it was made with, and nobody else's.
    const failed = (error: unknown) => {
      onEvent({ type: 'request-failed', target: request.url ?? '', error })
      if (response.headersSent) return void response.destroy()
      return send(request, response, refusal(500, 'The page could not be made.'))
    }
    try {
      handle(request, response, failed)
    } catch (error) {
      failed(error)
    }
  }

  function handle(request: IncomingMessage, response: ServerResponse, failed: (error: unknown) => void): void {
    const refused = refuseHead(request)
    if (refused) {
      if (request.httpVersionMajor === 1) response.setHeader('Connection', 'close')
      return send(request, response, refused)
    }
    const release = current()
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const hot = isRead ? release.hot.pages.get(request.url!) : undefined
    if (hot && hot.freshUntil > Date.now()) {
      hot.hits++
      onEvent({ type: 'page', tier: 'hot', count: 1 })
      return send(request, response, { kind: 'page', page: hot, cacheStatus: 'enddel; hit' })
    }

    const asked = readPath(request.url!)
    if (asked.kind === 'refused') {
      return send(request, response, isRead ? refusal(asked.status, asked.reason) : refuseMethod(request))
    }
    const answer = (answering: Promise<Answer>) =>
      void answering.then((found) => send(request, response, found)).catch(failed)

    if (asked.path === feedPaths.events) return feed.events(request, response)
    if (asked.path === feedPaths.socket) return send(request, response, notUpgraded(request))
    if (marketApi.handles(asked.path)) return answer(marketApi.answer(request, asked.path))
    if (admin.handles(asked.path)) return answer(admin.answer(request, asked.path))
    if (api?.handles(asked.path)) return void api.proxy(request, response, asked.path, asked.query).catch(failed)
    if (!isRead) return send(request, response, refuseMethod(request))
    const file = release.files.get(`/${asked.segments.join('/')}`)
    if (file) return void sendFile(request, response, file).catch(failed)

    return answer(
      release.use(async () => answerInternal(asked.path) ?? answerPage(asked, hintsOf(request), release, finder)),
    )
  }
}

/** Where the feed is: see docs/feed.md. */
export const feedPaths = { socket: '/ws', events: '/events' }

/** RFC 9110, section 15.5.22. HTTP/2 knows no upgrades (RFC 9113, section 8.6), and no fields that speak of them. */
function notUpgraded({ httpVersionMajor }: IncomingMessage): Answer {
  if (httpVersionMajor > 1) return refusal(400, 'This is a WebSocket, which needs HTTP/1.1.')
  return refusal(426, 'This is a WebSocket.', ['Upgrade', 'websocket', 'Connection', 'Upgrade'])
}

/** Tells of requests that were slow or failed, or of all. */
function createWatch({ slowRequestMs, accessLog, onEvent }: HandlerParts) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const since = performance.now()
    response.once('close', () => {
      const ms = performance.now() - since
      const { statusCode: status } = response
      if (!accessLog && ms < slowRequestMs && status < 500) return
      onEvent({ type: 'request', method: request.method ?? '', target: request.url ?? '', status, ms })
    })
  }
}

/** Fields a request may have. */
export const maxFields = 100

/** Bytes its fields may have. In HTTP/1.1 node sees to that, with the same answer. */
export const maxHeadBytes = 16 * 1024

/** `:method`, `:scheme`, `:authority` and `:path` of HTTP/2, which are among the fields. */
export const pseudoFields = 4

/** What node's parsers let through although HTTP forbids it (RFC 9112, sections 2.3, 3.2 and 6.1; RFC 9113, section 8.3.1). */
function refuseHead(request: IncomingMessage): Answer | undefined {
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

function refuseMethod({ method }: IncomingMessage): Answer {
  return method === 'OPTIONS'
    ? { kind: 'text', status: 200, body: '', type: 'text/plain', headers: ['Allow', allowed] }
    : refusal(405, 'This method is not allowed here.', ['Allow', allowed])
}

const allowed = 'GET, HEAD, OPTIONS'

function hintsOf({ headers }: IncomingMessage) {
  return { cookie: headers.cookie, acceptLanguage: headers['accept-language'] }
}
