import type { Printed } from '../live/printed.ts'
import type { LiveSlots } from '../live/slot-schema.ts'
import type { Freshness } from '../site/freshness.ts'

/** A finished page. But for its slots the bytes are whole and final: nothing is added to them when they are sent. */
export interface Page {
  route: string
  locale: string
  path: string
  status: number
  /** The media type of a document or image; html without one. */
  type?: string
  /** Of a document, whatever text it is; of an image its PNG. */
  html: Uint8Array
  /** Undefined for an image, which brotli would make larger. */
  br: Uint8Array | undefined
  /** Undefined for a page without live figures; the texts of those there are say that they are missing. */
  live: LiveSlots | undefined
  /** Hash of the html without quotes, whatever stands in its slots; each encoding adds its own suffix. */
  hash: string
  /** Content-Security-Policy for exactly this page. */
  csp: string
  freshness: Freshness
  tags: readonly string[]
  /** Figures that stand in the bytes themselves: see live/printed.ts. */
  prints: readonly Printed[]
}

/** What a render that threw has to tell. */
export interface RenderFailure {
  message: string
  /** `pages/home.tsx:12:3` inside the site's folder, when the stack names it. */
  location: string | undefined
  stack: string | undefined
}

/** `page` is the page asked for, or, with a failure, the error page to show in its place. */
export interface Rendered {
  page: Page
  failure: RenderFailure | undefined
  /** Rendering and compressing, without waiting. */
  ms: number
}
