/**
 * What a build consists of, as lines of JSON: first the build itself, then a line for each page. A page that is the same
 * in the next build keeps its line as it is, and memory holds the bytes of the lines, not the pages.
 */
import { hash } from 'node:crypto'
import { z } from 'zod'
import { EnddelError } from '../core/errors.ts'
import { parseJson, parseWith } from '../core/parse.ts'
import type { Printed } from '../live/printed.ts'
import type { LiveSlots } from '../live/slot-schema.ts'
import { formatVersion } from './layout.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const stored = z.strictObject({ bytes: z.int().nonnegative(), sha256 })

const headSchema = z.strictObject({
  format: z.literal(formatVersion),
  locales: z.array(z.string()).min(1),
  siteUrl: z.string(),
  /** What every page loads, as addresses. */
  css: z.array(z.string()),
  js: z.array(z.string()),
  /** Reports that are left out, or shown as they were before, and why. */
  problems: z.array(z.strictObject({ slug: z.string(), message: z.string(), hint: z.string().exactOptional() })),
  /** The packs with the bodies of the reports, by name, in the folder that builds share. */
  packs: z.array(z.string()),
  /** Every other file of the build, by its path inside the build's folder. */
  files: z.record(z.string(), stored),
})

export type ManifestHead = z.infer<typeof headSchema>
export type StoredFile = z.infer<typeof stored>

export interface ManifestPage {
  address: string
  route: string
  locale: string
  status: number
  /** The media type of a document; html without one. */
  type?: string
  html: StoredFile
  /** `quality` is what was asked for; of large documents the bytes have less (see render/render.ts). */
  br: StoredFile & { quality: number }
  /** The files have the figures of the build in their slots. */
  live?: LiveSlots
  prints?: Printed[]
  /** Hash for the ETag, without quotes. */
  hash: string
  csp: string
  freshness: { freshForMs: number; staleForMs: number; staleIfErrorMs: number }
  tags: string[]
}

export function encodePage(page: ManifestPage): string {
  return JSON.stringify(page)
}

/** The bytes of a manifest, one piece after the other. Throws an EnddelError when the head is not one. */
export function* encodeManifest(head: ManifestHead, pageLines: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(parseWith(headSchema, head, 'manifest'))}\n`)
  for (const line of pageLines) {
    yield line
    yield lineEnd
  }
}

const lineEnd = Buffer.from('\n')

export const buildIdLength = 16

/** The id of a build: the same input gives the same id. */
export function buildIdOf(manifest: Uint8Array): string {
  return hashOf(manifest).slice(0, buildIdLength)
}

/** Of a manifest that is the one its id stands for. */
export function parsePage(line: Buffer): ManifestPage {
  return JSON.parse(line.toString()) as ManifestPage
}

export function parseHead(line: Buffer, place: string): ManifestHead {
  const data = parseJson(line.toString(), place)
  if (typeof data === 'object' && data !== null && 'format' in data && data.format !== formatVersion) {
    throw new EnddelError('E_FORMAT', `${place}: was written by another version of enddel`, {
      hint: 'run `enddel build` again',
    })
  }
  return parseWith(headSchema, data, place)
}

export function describeFile(bytes: Uint8Array | string): StoredFile {
  return { bytes: Buffer.byteLength(bytes), sha256: hashOf(bytes) }
}

export function hashOf(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex')
}

/** What the pages of a manifest come to. */
export function totalsOf(pageLines: readonly Buffer[]): { pages: number; htmlBytes: number; brBytes: number } {
  let [htmlBytes, brBytes] = [0, 0]
  for (const line of pageLines) {
    const { html, br } = parsePage(line)
    htmlBytes += html.bytes
    brBytes += br.bytes
  }
  return { pages: pageLines.length, htmlBytes, brBytes }
}

export function joinLines(lines: Iterable<Uint8Array | string>): Buffer {
  return Buffer.concat([...lines].flatMap((line) => [Buffer.from(line), lineEnd]))
}
