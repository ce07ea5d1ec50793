import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Admin } from './admin.ts'
import { type Answer, refusal } from './answer.ts'
import type { ApiProxy } from './api-proxy.ts'
import type { Feed } from '../realtime/feed.ts'
import { checkFields, compose } from './compose.ts'
import { destinationOf } from './destination.ts'
import type { OnServeEvent } from './events.ts'
import type { PageFinder } from './find-page.ts'
import type { MarketApi } from './market-api.ts'
import type { Message } from './message.ts'
import { answerPage } from './pages.ts'
import type { AnswerPlain, PlainRequest } from './plain-request.ts'
import { refuseHead } from './refuse-head.ts'
import type { Release } from './release.ts'
import { readPath, type RequestPath } from './request-path.ts'
import { sendFile } from './send-file.ts'
import { send } from './send.ts'
import { createWatch } from './watch-request.ts'

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

export interface Handler {
  /** Answers any request. */
  listener: RequestListener
  /** Just as the listener would. */
  answerPlain: AnswerPlain
}

type Hints = Pick<PlainRequest, 'cookie' | 'acceptLanguage'>

/** From a request to an answer: built pages at once, then files, then whatever has to be looked for. */
export function createHandler(parts: HandlerParts): Handler {
  const { release: current, finder, api, admin, marketApi, feed, answerInternal, onEvent } = parts
  const watch = createWatch(parts)

  function listener(request: IncomingMessage, response: ServerResponse): void {
    const ended = watch(request.method!, request.url!)
    response.once('close', () => ended(response.headersSent ? response.statusCode : clientGone))
    // A mistake of ours costs the request it was made with, and nobody else's.
    const failed = (error: unknown) => {
      const answer = failure(request.url!, error)
      if (response.headersSent) return void response.destroy()
      return send(request, response, answer)
    }
    try {
      handle(request, response, failed)
    } catch (error) {
      failed(error)
    }
  }

  function failure(target: string, error: unknown): Answer {
    onEvent({ type: 'request-failed', target, error })
    return refusal(500, 'The page could not be made.')
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
    if (asked.kind === 'refused')
      return send(request, response, isRead ? refusal(asked.status, asked.reason) : refuseMethod(request))
    const answer = (answering: Promise<Answer>) =>
      void answering.then((found) => send(request, response, found)).catch(failed)

    const destination = destinationOf(asked, release, parts)
    switch (destination.kind) {
      case 'events':
        return feed.events(request, response)
      case 'socket':
        return send(request, response, notUpgraded(request))
      case 'market':
        return answer(marketApi.answer(request, asked.path))
      case 'admin':
        return answer(admin.answer(request, asked.path))
      case 'api':
        return void api!.proxy(request, response, asked.path, asked.query).catch(failed)
      case 'file':
        if (!isRead) return send(request, response, refuseMethod(request))
        return void sendFile(request, response, destination.file).catch(failed)
      case 'page':
        if (!isRead) return send(request, response, refuseMethod(request))
        return answer(find(asked, hintsOf(request), release))
    }
  }

  function find(asked: Extract<RequestPath, { kind: 'path' }>, hints: Hints, release: Release): Promise<Answer> {
    return release.use(async () => answerInternal(asked.path) ?? answerPage(asked, hints, release, finder))
  }

  function answerPlain(request: PlainRequest): Promise<Message> | undefined {
    const { target } = request
    const release = current()
    const asked = readPath(target)
    if (asked.kind === 'refused' || destinationOf(asked, release, parts).kind !== 'page') return undefined
    const ended = watch(request.isHead ? 'HEAD' : 'GET', target)
    return find(asked, request, release)
      .then((answer) => compose(answer, request))
      .then(checkFields)
      .catch((error: unknown) => compose(failure(target, error), request))
      .then((message) => {
        ended(message.status)
        return message
      })
  }

  return { listener, answerPlain }
}

/** What logs know as the status of a request whose client went before it was answered; no status of HTTP. */
const clientGone = 499

/** RFC 9110, section 15.5.22. HTTP/2 knows no upgrades (RFC 9113, section 8.6), and no fields that speak of them. */
function notUpgraded({ httpVersionMajor }: IncomingMessage): Answer {
  if (httpVersionMajor > 1) return refusal(400, 'This is a WebSocket, which needs HTTP/1.1.')
  return refusal(426, 'This is a WebSocket.', ['Upgrade', 'websocket', 'Connection', 'Upgrade'])
}

function refuseMethod({ method }: IncomingMessage): Answer {
  return method === 'OPTIONS'
    ? { kind: 'text', status: 200, body: '', type: 'text/plain', headers: ['Allow', allowed] }
    : refusal(405, 'This method is not allowed here.', ['Allow', allowed])
}

const allowed = 'GET, HEAD, OPTIONS'

function hintsOf({ headers }: IncomingMessage): Hints {
  return { cookie: headers.cookie, acceptLanguage: headers['accept-language'] }
}
