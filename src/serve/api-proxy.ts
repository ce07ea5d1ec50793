/** `/api/*`: requests go to one fixed API and its answers stream back, both with only the fields that may pass. */
import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { EnddelError } from '../core/errors.ts'
import type { Running } from '../core/lifecycle.ts'
import type { Answer } from './answer.ts'
import type { ApiEvent, OnApiEvent } from './api-event.ts'
import { fieldsForApi, fieldsForClient } from './api-fields.ts'
import { isApiPath, isQuery, pathBelowBase, siteAddress } from './api-path.ts'
import { createUpstream, isCode, type Upstream, type UpstreamOptions } from './api-upstream.ts'
import { send } from './send.ts'

export interface ApiProxyOptions extends UpstreamOptions {
  /** For a whole answer. */
  answerMs: number
}

export interface ApiProxy extends Running {
  handles(path: string): boolean
  /** Answers a request whose path is handled; resolves when the answer has been sent, and never rejects. */
  proxy(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string | URLSearchParams,
  ): Promise<void>
}

export function createApiProxy(options: ApiProxyOptions, onEvent: OnApiEvent): ApiProxy {
  const upstream = createUpstream(options, (state) => onEvent({ type: 'api-breaker', state }))
  // By its own name a request that came back is known: a base that leads to this site would be asked without end.
  const name = `enddel-${randomBytes(4).toString('hex')}`
  const retryAfterS = Math.ceil(options.restMs / 1000)

  return {
    handles: isApiPath,
    async proxy(request, response, path, query) {
      const asked = readAsked(request, path, String(query), name)
      if (asked.kind === 'refused') {
        onEvent({ type: 'api-refused', reason: asked.reason })
        return send(request, response, asked.answer)
      }
      const stop = new AbortController()
      response.once('close', () => stop.abort(new EnddelError('E_CLIENT_GONE', 'the client left')))
      try {
        const target = { method: asked.method, path: asked.path, headers: fieldsForApi(request, `1.1 ${name}`) }
        await upstream.hold(() => passOn(upstream, target, response, stop, options.answerMs, onEvent))
      } catch (error) {
        stop.abort(error)
        // What stopped it first: one end that breaks takes the other with it.
        const cause: unknown = stop.signal.reason
        if (isCode(cause, 'E_CLIENT_GONE')) return
        if (response.headersSent) {
          onEvent({ type: 'api-cut', error: cause })
          return void response.destroy()
        }
        const { event, answer } = failed(cause, retryAfterS)
        onEvent(event)
        send(request, response, answer)
      }
    },
    close: upstream.close,
  }
}

type Asked =
  | { kind: 'asked'; method: 'GET' | 'HEAD'; path: string }
  | { kind: 'refused'; reason: 'method' | 'address' | 'loop'; answer: Answer }

/** Reading only: no request of this server may have a body. */
function readAsked({ method, headers }: IncomingMessage, path: string, query: string, name: string): Asked {
  if (method !== 'GET' && method !== 'HEAD')
    return { kind: 'refused', reason: 'method', answer: refusal(405, 'method not allowed', ['Allow', 'GET, HEAD']) }
  const below = pathBelowBase(path)
  if (below === undefined || !isQuery(query))
    return { kind: 'refused', reason: 'address', answer: refusal(400, 'address not well formed') }
  if (headers.via?.includes(name)) return { kind: 'refused', reason: 'loop', answer: refusal(508, 'loop detected') }
  return { kind: 'asked', method, path: query ? `${below}?${query}` : below }
}

async function passOn(
  upstream: Upstream,
  target: { method: 'GET' | 'HEAD'; path: string; headers: Record<string, string> },
  response: ServerResponse,
  stop: AbortController,
  answerMs: number,
  onEvent: OnApiEvent,
): Promise<void> {
  const begun = performance.now()
  const {
    statusCode: status,
    headers,
    body,
  } = await upstream.attempt((signal) => upstream.request({ ...target, signal }), stop)
  const hasBody = target.method === 'GET' && status !== 204 && status !== 304
  const fields = readHead(status, headers, hasBody, `${upstream.base}${target.path}`, upstream.base)
  onEvent({ type: 'api-answered', status, ms: performance.now() - begun })

  body.once('error', (error) => hasBody && stop.abort(error))
  response.writeHead(status, fields)
  // undici takes the length that a 304 may tell for that of a body, and misses it.
  if (!hasBody) return void response.end()
  const timer = setTimeout(() => stop.abort(new EnddelError('E_API_TIMEOUT', `no end within ${answerMs} ms`)), answerMs)
  try {
    // Reads no faster than the client does, and neither end outlives the other.
    await pipeline(body, response)
  } finally {
    clearTimeout(timer)
  }
}

/** The fields of an answer that can be passed on; throws when it cannot. */
function readHead(status: number, headers: IncomingHttpHeaders, hasBody: boolean, asked: string, base: string) {
  const { location, 'transfer-encoding': coding, 'content-length': length } = headers
  if (status > 599) throw unusable(`status ${status}`)
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    throw unusable('a transfer coding that was not asked for')
  // Where only the end of the connection ends a body, a whole one looks like one that was cut.
  if (hasBody && coding === undefined && length === undefined) throw unusable('a body without a length')

  const place = typeof location === 'string' ? siteAddress(location, asked, base) : undefined
  const isRedirect = status >= 300 && status < 400
  if (isRedirect && location !== undefined && place === undefined) throw unusable('a redirect to another place')
  const { 'content-length': _, ...withoutLength } = headers
  return [...fieldsForClient(status === 204 ? withoutLength : headers), ...(place ? ['Location', place] : [])]
}

function unusable(what: string): EnddelError {
  return new EnddelError('E_API_ANSWER', `the API answered with ${what}`)
}

/** What a failure before the head of an answer means to the client and to those who watch. */
function failed(error: unknown, retryAfterS: number): { event: ApiEvent; answer: Answer } {
  const later = ['Retry-After', String(retryAfterS)]
  if (isCode(error, 'E_API_BUSY'))
    return { event: { type: 'api-refused', reason: 'busy' }, answer: refusal(503, 'busy', ['Retry-After', '1']) }
  if (isCode(error, 'E_API_BROKEN'))
    return { event: { type: 'api-refused', reason: 'broken' }, answer: refusal(503, 'unavailable', later) }
  if (isCode(error, 'E_API_TIMEOUT'))
    return { event: { type: 'api-failed', reason: 'timeout', error }, answer: refusal(504, 'no answer in time') }
  if (isCode(error, 'E_API_ANSWER'))
    return { event: { type: 'api-failed', reason: 'unusable', error }, answer: refusal(502, 'no usable answer') }
  return { event: { type: 'api-failed', reason: 'unreachable', error }, answer: refusal(502, 'no answer') }
}

function refusal(status: number, error: string, headers: readonly string[] = []): Answer {
  return { kind: 'text', status, body: `${JSON.stringify({ error })}\n`, type: 'application/json', headers }
}
