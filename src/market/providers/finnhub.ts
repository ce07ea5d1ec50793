import { z } from 'zod'
import type { Running } from '../../core/lifecycle.ts'
import { trackedFunds } from '../figure.ts'
import type { OnProviderEvent } from './provider-event.ts'
import { decimal, maybe, positive, textIn, unixSeconds } from '../fields.ts'
import { createProviderHttp, type KeyedProviderOptions } from './provider-http.ts'
import { type FundQuote, type Provider, ProviderError, type ProviderProblem } from '../quote.ts'
import type { Answer } from './read-answer.ts'
import { statusProblem } from './status-problem.ts'

export interface Finnhub extends Running {
  funds: Provider<FundQuote[]>
}

export function createFinnhub(options: KeyedProviderOptions, onEvent: OnProviderEvent): Finnhub {
  const name = 'finnhub'
  const { key, now = Date.now } = options
  const access = { headers: { 'X-Finnhub-Token': key }, secrets: [key] }
  const http = createProviderHttp({ name, limit: usualLimit, ...options, ...access }, onEvent)
  const classify = (answer: Answer) => problemIn(answer, now())

  /** One after the other: what one learns of the provider spares the next. */
  async function fetch(signal: AbortSignal): Promise<FundQuote[]> {
    const quotes: FundQuote[] = []
    let failure: ProviderError | undefined
    for (const symbol of Object.keys(trackedFunds)) {
      try {
        const quote = await http.ask({ path: `/quote?symbol=${symbol}`, schema, classify }, signal)
        quotes.push({ symbol, ...quote })
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        failure = error
        if (!ofOneFund.includes(error.problem.kind)) break
      }
    }
    if (quotes.length === 0 && failure) throw failure
    return quotes
  }

  return { funds: { name, fetch }, close: http.close }
}

/** Half of what the free plan allows. */
const usualLimit = { requests: 30, perMs: 60_000 }

/** Problems that say nothing of the other funds. */
const ofOneFund: ProviderProblem['kind'][] = ['bad-request', 'not-found', 'shape']

const schema = z.object({ c: positive, dp: maybe(decimal), t: unixSeconds }).transform(({ c, dp, t }) => ({
  priceUsd: c,
  changePct: dp,
  sourceTime: t,
}))

const zeros = z.union([z.object({ c: decimal.pipe(z.number().max(0)) }), z.object({ t: decimal.pipe(z.literal(0)) })])
const errors = maybe(z.object({ error: z.unknown().optional() }))

/** What it does not know it answers with zeros. When the minute ends is in a field of its own, as a time. */
function problemIn({ status, headers, body }: Answer, now: number): ProviderProblem | undefined {
  if (status === 200 && zeros.safeParse(body).success) return { kind: 'not-found', detail: 'no price' }
  if (status !== 429) return statusProblem(status, textIn(errors.parse(body)?.error))
  const { data: resetAt } = unixSeconds.safeParse(headers['x-ratelimit-reset'])
  return { kind: 'rate-limited', retryAfterMs: resetAt === undefined ? undefined : Math.max(0, resetAt - now) }
}
