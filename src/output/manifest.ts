import { createHash } from 'node:crypto'
import { z } from 'zod'
import { EnddelError } from '../core/errors.ts'
import { parseJson, parseWith } from '../core/parse.ts'
import { printedSchema } from '../live/printed.ts'
import { liveSlotsSchema } from '../live/slot-schema.ts'
import { formatVersion } from './layout.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const stored = z.strictObject({ bytes: z.int().nonnegative(), sha256 })
const ms = z.number().nonnegative()

const manifestSchema = z.strictObject({
  format: z.literal(formatVersion),
  locales: z.array(z.string()).min(1),
  siteUrl: z.string(),
  brotliQuality: z.int().min(0).max(11),
  /** What every page loads, as addresses. */
  css: z.array(z.string()),
  js: z.array(z.string()),
  pages: z.array(
    z.strictObject({
      address: z.string().startsWith('/'),
      route: z.string(),
      locale: z.string(),
      status: z.int(),
      file: z.string(),
      html: stored,
      br: stored,
      /** The files have the figures of the build in their slots. */
      live: liveSlotsSchema.optional(),
      prints: z.array(printedSchema).optional(),
      /** Hash for the ETag, without quotes. */
      hash: z.string(),
      csp: z.string(),
      freshness: z.strictObject({ freshForMs: ms, staleForMs: ms, staleIfErrorMs: ms }),
      tags: z.array(z.string()),
    }),
  ),
  /** Every other file of the build, by its path inside the build's folder. */
  files: z.record(z.string(), stored),
})

export type Manifest = z.infer<typeof manifestSchema>
export type ManifestPage = Manifest['pages'][number]
export type StoredFile = z.infer<typeof stored>

export function encodeManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest)}\n`
}

/** The id of a build: the same input gives the same id. */
export function buildIdOf(manifestText: string): string {
  return hashOf(manifestText).slice(0, 16)
}

export function parseManifest(text: string, place: string): Manifest {
  const data = parseJson(text, place)
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
  return createHash('sha256').update(bytes).digest('hex')
}
