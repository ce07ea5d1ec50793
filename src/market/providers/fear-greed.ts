import { z } from 'zod'
import type { Running } from '../../core/lifecycle.ts'
import type { OnProviderEvent } from './provider-event.ts'
import { decimal, maybe, textIn, unixSeconds } from '../fields.ts'
import { createProviderHttp, type ProviderOptions } from './provider-http.ts'
import type { FearGreed, Provider, ProviderProblem } from '../quote.ts'
import type { Answer } from './read-answer.ts'
import { statusProblem } from './status-problem.ts'

export interface FearGreedIndex extends Running {
  fearGreed: Provider<FearGreed>
}

/** The Crypto Fear & Greed Index of alternative.me, new once a day. It asks to be named next to the value. */
export function createFearGreedIndex(options: ProviderOptions, onEvent: OnProviderEvent): FearGreedIndex {
  const name = 'alternative.me'
  const http = createProviderHttp({ name, limit: usualLimit, ...options }, onEvent)
  const question = { path: '/fng/?limit=1&format=json', schema, classify }
  return { fearGreed: { name, fetch: (signal) => http.ask(question, signal) }, close: http.close }
}

/** None is documented. */
const usualLimit = { requests: 6, perMs: 60_000 }

const day = z.object({
  value: decimal,
  value_classification: z.string().trim().min(1).max(40),
  timestamp: unixSeconds,
  time_until_update: maybe(decimal.pipe(z.number().nonnegative())),
})

/** Newest first. */
const schema = z.object({ data: z.tuple([day]).rest(z.unknown()) }).transform(({ data: [newest] }): FearGreed => ({
  value: newest.value,
  classification: newest.value_classification,
  sourceTime: newest.timestamp,
  nextInMs: newest.time_until_update === undefined ? undefined : newest.time_until_update * 1000,
}))

const errors = maybe(z.object({ metadata: maybe(z.object({ error: z.unknown().optional() })) }))

/** An error may come with 200. */
function classify({ status, body }: Answer): ProviderProblem | undefined {
  const said = textIn(errors.parse(body)?.metadata?.error)
  return status === 200 && said ? { kind: 'shape', detail: said } : statusProblem(status, said)
}
