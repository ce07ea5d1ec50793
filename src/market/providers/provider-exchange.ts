import { Pool } from 'undici'
import { EnddelError, errnoOf } from '../../core/errors.ts'
import type { Running } from '../../core/lifecycle.ts'
import { codings } from '../../core/read-body.ts'
import type { ProviderName, ProviderProblem } from '../quote.ts'
import { type Answer, readAnswer, UselessAnswer } from './read-answer.ts'

export interface Asked {
  /** Below the base, from its slash. */
  path: string
  /** Sent as JSON by POST; without it the question is a GET. */
  post?: unknown
}

/** One server at one address: there is no way to ask another, for redirects are answers like any other. */
export interface Exchange extends Running {
  /** Rejects with the reason of `stop` alone. */
  send(asked: Asked, stop: AbortSignal): Promise<Answer | ProviderProblem>
}

export interface ExchangeOptions {
  name: ProviderName
  baseUrl: string
  headers: Record<string, string>
  timeoutMs: number
}

export function createExchange({ name, baseUrl, headers, timeoutMs }: ExchangeOptions): Exchange {
  const { origin, pathname } = readBase(name, baseUrl)
  const base = pathname.replace(/\/+$/, '')
  const pool = new Pool(origin, {
    connections: 10,
    connect: { timeout: 10_000 },
    keepAliveTimeout: 90_000,
    maxHeaderSize: 16 * 1024,
    // The question has a clock of its own, which does not start again at every 1xx.
    headersTimeout: 0,
    bodyTimeout: timeoutMs,
  })
  const always = { accept: 'application/json', 'accept-encoding': codings, 'user-agent': 'enddel', ...headers }

  return {
    async send({ path, post }, stop) {
      const request = { path: `${base}${path}`, headers: always, signal: stop }
      const posted = { headers: { ...always, 'content-type': 'application/json' }, body: JSON.stringify(post) }
      const asked =
        post === undefined ? { ...request, method: 'GET' as const } : { ...request, ...posted, method: 'POST' as const }
      try {
        return await readAnswer(await pool.request(asked))
      } catch (error) {
        if (stop.aborted) throw stop.reason
        if (error instanceof UselessAnswer) return { kind: 'shape', detail: error.message }
        // Its message may hold what was sent.
        return { kind: 'network', detail: errnoOf(error) ?? 'the connection failed' }
      }
    },
    close: () => pool.destroy(),
  }
}

function readBase(name: ProviderName, base: string): URL {
  const url = URL.canParse(base) ? new URL(base) : undefined
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !/[?#]/.test(base)
  if (isPlain) return url
  throw new EnddelError('E_USAGE', `the address of ${name} is not one of an API`, {
    hint: 'give scheme, host and path alone, such as https://example.com/api',
  })
}
