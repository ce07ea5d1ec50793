import { z } from 'zod'
import type { Running } from '../../core/lifecycle.ts'
import type { OnProviderEvent } from './provider-event.ts'
import { decimal, maybe, textIn, unixSeconds } from '../fields.ts'
import { createProviderHttp, type KeyedProviderOptions } from './provider-http.ts'
import type { Provider, ProviderProblem, Rsi } from '../quote.ts'
import type { Answer } from './read-answer.ts'
import { statusProblem } from './status-problem.ts'

export interface Taapi extends Running {
  /** RSI(14) of BTC by the day, that of today so far. */
  rsi: Provider<Rsi>
}

export function createTaapi(options: KeyedProviderOptions, onEvent: OnProviderEvent): Taapi {
  const name = 'taapi'
  const { key } = options
  const http = createProviderHttp({ name, limit: freeLimit, ...options, secrets: [key] }, onEvent)
  const construct = {
    exchange: 'binance',
    symbol: 'BTC/USDT',
    interval: '1d',
    indicators: [{ id, indicator: 'rsi', period: 14 }],
  }
  // The bulk form has its key in the body, where no log of addresses shows it.
  const question = { path: '/bulk', post: { secret: key, construct }, schema: rsi, classify }
  return { rsi: { name, fetch: (signal) => http.ask(question, signal) }, close: http.close }
}

/** One in 15 s; a second more, as the way there takes longer at one time than at another. */
const freeLimit = { requests: 1, perMs: 16_000 }

const id = 'rsi14'

const item = z.object({
  id: z.literal(id),
  result: z.object({ value: decimal, timestamp: maybe(unixSeconds) }),
})

const rsi = z.object({ data: z.array(z.unknown()) }).transform(({ data }, context): Rsi => {
  const found = data.map((given) => item.safeParse(given).data).find((given) => given !== undefined)
  if (found) return { value: found.result.value, sourceTime: found.result.timestamp }
  context.addIssue(`no value of ${id}`)
  return z.NEVER
})

const refused = z.object({ id: z.literal(id), errors: z.union([z.array(z.unknown()).min(1), z.string().min(1)]) })
const errors = maybe(
  z.object({
    error: z.unknown().optional(),
    data: maybe(z.array(z.unknown())),
  }),
)
const blocked = maybe(z.object({ message: maybe(z.string()), blockTime: maybe(z.string()) }))

/** An indicator may fail within a 200. An overrun may block for long, and says so in a text such as `1020 seconds`. */
function classify({ status, body }: Answer): ProviderProblem | undefined {
  const said = errors.parse(body)
  const block = blocked.parse(said?.error)
  const text = block?.message ?? textIn(said?.error)
  if (status === 429 || text.startsWith('429:')) {
    const seconds = /^(\d{1,7}) seconds?$/.exec(block?.blockTime ?? '')?.[1]
    return { kind: 'rate-limited', retryAfterMs: seconds ? Number(seconds) * 1000 : freeLimit.perMs }
  }
  if (status === 200 && text) return { kind: 'bad-request', detail: text }
  const failed = said?.data?.map((given) => refused.safeParse(given).data).find((given) => given !== undefined)
  return failed ? { kind: 'not-found', detail: textIn(failed.errors) } : statusProblem(status, text)
}
