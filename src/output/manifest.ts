/**
 * What a build consists of: the manifest, which names each file, and the file of its pages, a line of JSON for each. A page that
 * is the same in the next build keeps its line as it is, and memory holds the bytes of the lines, not the pages.
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

const manifestSchema = z.strictObject({
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
  /** Every file of the build, by its path inside the build's folder. */
  files: z.record(z.string(), stored),
})

export type Manifest = z.infer<typeof manifestSchema>
export type StoredFile = z.infer<typeof stored>

export interface ManifestPage {
  address: string
  route: string
  locale: string
  status: number
  /** The media type of a document or image; html without one. */
  type?: string
  html: StoredFile
  /**
   * Not there for an image, which is sent as it is. `quality` is what was asked for; of large documents the bytes have less
   * (see render/render.ts).
   */
  br?: StoredFile & { quality: number }
  /** The files have the figures of the build in their slots. */
  live?: LiveSlots
  prints?: Printed[]
  /** Hash for the ETag, without quotes. */
  hash: string
  csp: string
  freshness: { freshForMs: number; staleForMs: number; staleIfErrorMs: number }
  tags: string[]
}

/** What has no brotli bytes can have none that are better: the best there is. */
export function brQualityOf({ br }: Pick<ManifestPage, 'br'>): number {
  return br?.quality ?? 11
}

export function encodePage(page: ManifestPage): string {
  return JSON.stringify(page)
}

/** Throws an EnddelError when it is not one. */
export function encodeManifest(manifest: Manifest): string {
  return `${JSON.stringify(parseWith(manifestSchema, manifest, 'manifest'))}\n`
}

export const buildIdLength = 16

/** The id of a build: the same input gives the same id. */
export function buildIdOf(manifest: Uint8Array | string): string {
  return hashOf(manifest).slice(0, buildIdLength)
}

/** Of a file that is the one the manifest names. */
export function parsePage(line: Buffer): ManifestPage {
  return JSON.parse(line.toString()) as ManifestPage
}

export function parseManifest(bytes: Buffer, place: string): Manifest {
  const data = parseJson(bytes.toString(), place)
  if (typeof data === 'object' && data !== null && 'format' in data && data.format !== formatVersion) {
    throw new EnddelError('E_FORMAT', `${place}: was written by another version of enddel`, {
      hint: 'run `enddel build` again',
    })
  }
  return parseWith(manifestSchema, data, place)
}

export function describeFile(bytes: Uint8Array | string): StoredFile {
  return { bytes: Buffer.byteLength(bytes), sha256: hashOf(bytes) }
}

export function hashOf(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex')
}

/** The bytes of a page's files, from its line; without `br` for an image. */
export function bytesOfPage(line: Buffer): { html: number; br?: number } {
  // They stand near the start of any line of ours: to parse the whole takes ten times as long.
  const [, html, br] =
    /"html":{"bytes":(\d+),"sha256":"\w+"}(?:,"br":{"bytes":(\d+),)?/.exec(line.toString('latin1')) ?? []
  return { html: Number(html), ...(br !== undefined && { br: Number(br) }) }
}
