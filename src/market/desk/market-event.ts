import type { FigureId } from '../figure.ts'
import type { ProviderName, ProviderProblem } from '../quote.ts'

/** What happens between the providers and the figures. */
export type MarketEvent =
  /** A source was asked in vain, or gave nothing to be believed; the next in the chain is asked. */
  | { type: 'market-source-failed'; chain: ChainName; source: ProviderName; error: unknown }
  /** A figure comes from another source than before; of figures that come together the first stands for all. */
  | { type: 'market-source-changed'; figure: FigureId; from: string; to: ProviderName }
  /** A stream was lost, or, without a problem, its quotes are coming. */
  | { type: 'market-stream'; source: ProviderName; problem: ProviderProblem | undefined }
  /** Not told again until a better one came from there. */
  | {
      type: 'market-figure-refused'
      figure: FigureId
      source: ProviderName
      value: number | string
      why: 'implausible' | 'quarantined'
    }
  /** Figures are kept back until publishing works again. */
  | { type: 'market-publish-failed'; error: unknown }
  | { type: 'market-publish-recovered' }

export type ChainName = 'prices' | 'details' | 'global' | 'fear-greed' | 'rsi' | 'funds'

export type OnMarketEvent = (event: MarketEvent) => void
