import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Page } from '../render/page.ts'
import { cacheControl } from '../site/freshness.ts'
import type { Encoding } from './negotiate.ts'
import { WireBytes } from './wire/wire-bytes.ts'

/** One representation, made before it is asked for. */
export interface Variant {
  etag: string
  body: Uint8Array
  /** Name and value in turn, all but Date. */
  headers: readonly string[]
  /** The same for a 304: without what describes the body. */
  headersNotModified: readonly string[]
  /** The whole answers, for the fast path. */
  wire: { full: WireBytes; head: WireBytes; notModified: WireBytes }
}

/** A page in all its encodings, ready to be sent. */
export interface ReadyPage {
  status: number
  variants: Readonly<Record<Encoding, Variant>>
  /** What it takes in memory. */
  bytes: number
  /** How often it was asked for since the count was last taken; all else of a page never changes. */
  hits: number
}

/** What a page has in a build as well as fresh from a render. */
export type PageBytes = Pick<Page, 'status' | 'html' | 'br' | 'hash' | 'csp' | 'freshness'>

const compress = promisify(gzip)

/** Makes the gzip bytes and all headers of a finished page. */
export async function makeReady({ status, html, br, hash, csp, freshness }: PageBytes): Promise<ReadyPage> {
  const gz = await compress(html, { level: 6 })
  const shared = [
    'Cache-Control',
    status === 200 ? cacheControl(freshness) : 'no-store',
    'Vary',
    'Accept-Encoding',
    'Content-Security-Policy',
    csp,
    ...securityHeaders,
  ]
  const variant = (body: Uint8Array, suffix: string, encoding: string[]): Variant => {
    const etag = `"${hash}${suffix}"`
    const described = [
      'Content-Type',
      'text/html; charset=utf-8',
      'Content-Length',
      String(body.byteLength),
      ...encoding,
    ]
    const headers = [...described, 'ETag', etag, ...shared]
    const headersNotModified = ['ETag', etag, ...shared]
    const wire = {
      full: new WireBytes('200 OK', [...headers, ...wireHit], body),
      head: new WireBytes('200 OK', [...headers, ...wireHit]),
      notModified: new WireBytes('304 Not Modified', [...headersNotModified, ...wireHit]),
    }
    return { etag, body, headers, headersNotModified, wire }
  }
  return {
    status,
    variants: {
      br: variant(br, '-br', ['Content-Encoding', 'br']),
      gzip: variant(gz, '-gz', ['Content-Encoding', 'gzip']),
      identity: variant(html, '', []),
    },
    bytes: html.byteLength + br.byteLength + gz.byteLength + entryBytes,
    hits: 0,
  }
}

/** What the fast path answers was found. */
const wireHit = ['Cache-Status', 'enddel; hit']

/** On every answer, whatever it is. */
export const securityHeaders = [
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy',
  'same-origin',
]

/** Headers and objects beside the bodies. */
const entryBytes = 4096
