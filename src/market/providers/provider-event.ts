import type { ProviderName, ProviderProblem } from '../quote.ts'

/** What happens to those who are asked. A question that is refused here, and so never sent, is no event. */
export type ProviderEvent =
  /** A question that came to nothing, after all its attempts. */
  | { type: 'provider-failed'; provider: ProviderName; problem: ProviderProblem }
  /** It failed several times in a row and is left alone. */
  | { type: 'provider-open'; provider: ProviderName }
  /** It is relied on again. */
  | { type: 'provider-closed'; provider: ProviderName }

export type OnProviderEvent = (event: ProviderEvent) => void
