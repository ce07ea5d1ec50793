import type { Printed } from '../live/printed.ts'
import type { Freshness } from './freshness.ts'

/** What to render. Plain data: it crosses threads. */
export interface PageSpec {
  /** Id of the route, `not-found` or `error`. */
  route: string
  locale: string
  /** Path without the locale. */
  path: string
  params: Record<string, string>
  /** What the loader gave. */
  data: unknown
  status: number
  freshness: Freshness
  tags: readonly string[]
  prints: readonly Printed[]
  /** The media type of a document or image; a page has none, for it is HTML. */
  type?: string
}
