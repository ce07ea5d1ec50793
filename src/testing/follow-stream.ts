import type { ProviderProblem, Quote, QuoteStream } from '../market/quote.ts'
import { createHeard, type Heard } from './heard.ts'

type Told = Quote | ProviderProblem | 'fine'

export interface Followed {
  /** In order; `fine` is the state without a problem. */
  told: Heard<Told> & {
    /** Such as `BTC 91204.55`. */
    prices(): string[]
    states(): Exclude<Told, Quote>[]
  }
}

/** Runs `work` with a stream that is started, and closes it. */
export async function follow(stream: QuoteStream, work: (followed: Followed) => Promise<void>): Promise<void> {
  const heard = createHeard<Told>()
  const told = {
    ...heard,
    prices: () => heard.items.filter(isQuote).map(({ symbol, priceUsd }) => `${symbol} ${priceUsd}`),
    states: () => heard.items.filter((item) => !isQuote(item)) as Exclude<Told, Quote>[],
  }
  stream.start({ quote: heard.add, state: (problem) => heard.add(problem ?? 'fine') })
  try {
    await work({ told })
  } finally {
    await stream.close()
  }
}

function isQuote(item: Told): item is Quote {
  return typeof item === 'object' && 'symbol' in item
}
