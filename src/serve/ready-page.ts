import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { isWithin, type Printed } from '../live/printed.ts'
import type { LiveSlots } from '../live/slot-schema.ts'
import type { Board } from '../market/board.ts'
import type { Page } from '../render/page.ts'
import { cacheControl } from '../site/freshness.ts'
import { LivePage } from './live-page.ts'
import type { Encoding } from './negotiate.ts'
import { WireBytes } from './wire/wire-bytes.ts'

/** One representation, made when it is first asked for. */
export interface Variant {
  etag: string
  body: Uint8Array
  /** Name and value in turn, all but Date and Age. */
  headers: readonly string[]
  /** The same for a 304: without what describes the body. */
  headersNotModified: readonly string[]
  /** The whole answers, for the fast path. */
  wire: { full: WireBytes; head: WireBytes; notModified: WireBytes }
}

/** What a page has in a build as well as fresh from a render. */
export interface PageBytes extends Pick<Page, 'status' | 'html' | 'hash' | 'csp' | 'freshness'> {
  br?: Uint8Array | undefined
  type?: string | undefined
  live?: LiveSlots | undefined
  prints?: readonly Printed[] | undefined
}

/** A page ready to be sent in all its encodings. But for its live figures it never changes. */
export class ReadyPage {
  readonly address: string
  readonly status: number
  readonly page: PageBytes
  /** When it was rendered on demand, in milliseconds since 1970; undefined for what the build made. */
  readonly madeAt: number | undefined
  /** Until when it may be answered without a further look. */
  readonly freshUntil: number
  /** How often the wire answered it since the count was last taken. */
  hits = 0
  /** How often it was asked for otherwise, and before, which fades. */
  earlierHits = 0
  #gzip: Buffer | undefined
  #gzipping: Promise<void> | undefined
  readonly #board: Board
  /** Undefined without live figures. */
  readonly #live: LivePage | undefined
  #variants: Partial<Record<Encoding, Variant>> = {}

  /** Figures are those of `board`. */
  constructor(address: string, page: PageBytes, board: Board, life?: { madeAt: number; freshUntil: number }) {
    this.address = address
    this.status = page.status
    this.page = page
    this.madeAt = life?.madeAt
    this.freshUntil = life?.freshUntil ?? Infinity
    this.#board = board
    this.#live = page.live && new LivePage(page, page.live, board)
  }

  /** Whether a figure in the bytes themselves is no longer near enough to what it is now: the page is to be rendered anew. */
  hasStrayed(): boolean {
    return this.page.prints?.some((printed) => !isWithin(printed, this.#board.get(printed.figure))) ?? false
  }

  get popularity(): number {
    return this.earlierHits + this.hits
  }

  /** What it takes in memory, with the gzip bytes it may get, and the answers made of it. */
  get bytes(): number {
    const { html, br } = this.page
    return html.byteLength + (br ? br.byteLength * 3 : html.byteLength) + entryBytes
  }

  /** Undefined for gzip before {@link ReadyPage.makeGzip}. An image is the same for all, whatever encoding they take. */
  variant(accepted: Encoding): Variant | undefined {
    const encoding = this.page.br ? accepted : 'identity'
    if (this.#live?.renew()) this.#variants = {}
    const made = this.#variants[encoding]
    if (made) return made
    const body = this.#body(encoding)
    return body && (this.#variants[encoding] = this.#makeVariant(body, encoding))
  }

  /** Few clients want gzip alone, so it is made for the first of them. */
  makeGzip(): Promise<void> {
    return (this.#gzipping ??= this.#compress())
  }

  async #compress(): Promise<void> {
    if (this.#live) this.#live.makeGzip(gzipLevel)
    else this.#gzip = await compress(this.page.html, { level: gzipLevel })
  }

  #body(encoding: Encoding): Uint8Array | undefined {
    if (this.#live) return this.#live.body(encoding)
    if (encoding === 'gzip') return this.#gzip
    return encoding === 'br' ? this.page.br : this.page.html
  }

  #makeVariant(body: Uint8Array, encoding: Encoding): Variant {
    const { status, type = htmlType, hash, csp, freshness } = this.page
    const version = this.#live ? `.${this.#live.version}` : ''
    const etag = `"${hash}${version}${etagSuffix[encoding]}"`
    const shared = [
      'Cache-Control',
      status === 200 ? cacheControl(freshness) : 'no-store',
      ...(this.page.br ? ['Vary', 'Accept-Encoding'] : []),
      'Content-Security-Policy',
      csp,
      ...securityHeaders,
    ]
    const described = [
      'Content-Type',
      type,
      'Content-Length',
      String(body.byteLength),
      ...(encoding === 'identity' ? [] : ['Content-Encoding', encoding]),
    ]
    const headers = [...described, 'ETag', etag, ...shared]
    const headersNotModified = ['ETag', etag, ...shared]
    const wire = {
      full: new WireBytes(200, headers, body, this.madeAt),
      head: new WireBytes(200, headers, undefined, this.madeAt),
      notModified: new WireBytes(304, headersNotModified, undefined, this.madeAt),
    }
    return { etag, body, headers, headersNotModified, wire }
  }
}

/** `['Age', seconds]` of a page rendered on demand (RFC 9111, section 5.1). */
export function ageHeader({ madeAt }: ReadyPage, now: number): string[] {
  return madeAt === undefined ? [] : ['Age', String(Math.max(0, Math.floor((now - madeAt) / 1000)))]
}

const htmlType = 'text/html; charset=utf-8'

const compress = promisify(gzip)
const gzipLevel = 6

const etagSuffix: Record<Encoding, string> = { br: '-br', gzip: '-gz', identity: '' }

/** On every answer, whatever it is. */
export const securityHeaders = [
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy',
  'same-origin',
  'Permissions-Policy',
  'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
]

/** Headers and objects beside the bodies. */
const entryBytes = 4096
