import type { BreakerState } from '../api-event.ts'

/** What happens to products from the API; metrics, log lines and tests listen to it. */
export type ProductEvent =
  /** The critical set is here; `changed` tells whether it is another than before. */
  | { type: 'products-refreshed'; products: number; changed: boolean }
  /** The set that was there stays, with its age. */
  | { type: 'products-refresh-failed'; error: unknown }
  /** A product outside the critical set; what is known of it serves. */
  | { type: 'product-failed'; slug: string; error: unknown }
  | { type: 'products-breaker'; state: BreakerState }

export type OnProductEvent = (event: ProductEvent) => void
