import type { ProviderProblem, Quote, QuoteStream } from '../market/quote.ts'
import type { StreamOptions } from '../market/streams/stream-socket.ts'
import { createHeard, type Heard } from './heard.ts'
import { type Play, type StubStream, withStream } from './stub-stream.ts'

type Told = Quote | ProviderProblem | 'fine'

export interface Followed {
  stub: StubStream
  stream: QuoteStream
  /** In order; `fine` is the state without a problem. */
  told: Heard<Told> & {
    /** Such as `BTC 91204.55`. */
    prices(): string[]
    states(): Exclude<Told, Quote>[]
  }
}

interface Options extends StreamOptions {
  /** Behind the address of the stub. */
  path?: string
  pingMs?: number
}

/** Runs `work` with a stream that follows a stub, and closes both. */
export function followWith(create: (options: StreamOptions & { url: string; pingMs?: number }) => QuoteStream) {
  return (play: Play, { path = '', ...options }: Options, work: (followed: Followed) => Promise<void>) =>
    withStream(play, async (stub) => {
      const stream = create({ url: stub.url + path, ...options })
      const { items, ...heard } = createHeard<Told>()
      const prices = () => items.filter(isQuote).map(({ symbol, priceUsd }) => `${symbol} ${priceUsd}`)
      const states = () => items.filter((item) => !isQuote(item)) as Exclude<Told, Quote>[]
      stream.start({ quote: heard.add, state: (problem) => heard.add(problem ?? 'fine') })
      try {
        await work({ stub, stream, told: { items, ...heard, prices, states } })
      } finally {
        await stream.close()
      }
    })
}

function isQuote(item: Told): item is Quote {
  return typeof item === 'object' && 'symbol' in item
}
