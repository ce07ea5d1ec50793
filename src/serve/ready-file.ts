import { extname } from 'node:path'
import { lookup } from 'mrmime'
import { assetsFolder, pdfFolder, publicFolder } from '../output/layout.ts'
import type { Build } from '../output/read.ts'
import type { Encoding } from './negotiate.ts'
import { securityHeaders } from './ready-page.ts'

/** A file of a build in one encoding. Small ones are held in memory, large ones are read from the disk when asked for. */
export interface FileVariant {
  etag: string
  bytes: number
  body: Uint8Array | undefined
  path: string
  headers: readonly string[]
  headersNotModified: readonly string[]
}

export type ReadyFile = { identity: FileVariant } & Partial<Record<Encoding, FileVariant>>

const inMemoryBytes = 1024 * 1024
const yearS = 365 * 24 * 60 * 60
const suffixes = { identity: '', br: '.br', gzip: '.gz' } as const

/**
 * What a build has below `public/` and `pdf/`, by decoded path, each checked against the manifest. With `hashedOnly` those
 * alone whose names carry their hash: what pages of an older build, still open in browsers, may ask for.
 */
export async function readPublicFiles(build: Build, hashedOnly: boolean): Promise<Map<string, ReadyFile>> {
  const files = new Map<string, ReadyFile>()
  const { files: listed } = build.manifest
  for (const name of Object.keys(listed)) {
    const address = addressOfFile(name, listed)
    if (!address || (hashedOnly && !isHashed(address))) continue
    const variants: Partial<ReadyFile> = {}
    for (const [encoding, suffix] of Object.entries(suffixes) as [Encoding, string][]) {
      const stored = listed[name + suffix]
      if (!stored) continue
      const bytes = await build.readFile(name + suffix)
      variants[encoding] = describe(address, encoding, stored.sha256, bytes, build.pathOf(name + suffix))
    }
    files.set(address, variants as ReadyFile)
  }
  return files
}

function describe(address: string, encoding: Encoding, sha256: string, body: Buffer, path: string): FileVariant {
  const etag = `"${sha256.slice(0, 22)}"`
  const shared = [
    'ETag',
    etag,
    'Cache-Control',
    isHashed(address) ? `public, max-age=${yearS}, immutable` : 'public, max-age=3600',
    'Vary',
    'Accept-Encoding',
    ...securityHeaders,
  ]
  const coding = encoding === 'identity' ? ['Accept-Ranges', 'bytes'] : ['Content-Encoding', encoding]
  const isPdf = address.endsWith('.pdf') // there may be one for each report, and few are asked for
  return {
    etag,
    bytes: body.byteLength,
    body: body.byteLength <= inMemoryBytes && !isPdf ? body : undefined,
    path,
    headers: ['Content-Type', contentType(address), ...(isPdf ? nameToSave(address) : []), ...coding, ...shared],
    headersNotModified: shared,
  }
}

/** `/en/crypto_report/12.pdf` is shown, and saved as `en-crypto_report-12.pdf`: `12.pdf` would be many files. */
function nameToSave(address: string): string[] {
  return ['Content-Disposition', `inline; filename="${address.slice(1).replace(/[^\w.-]+/g, '-')}"`]
}

/** Undefined for what is not sent, or only in place of another file. */
export function addressOfFile(name: string, listed: object): string | undefined {
  if (name.startsWith(`${pdfFolder}/`)) return decodeURIComponent(name.slice(pdfFolder.length))
  const isPublic = name.startsWith(`${publicFolder}/`) && !isPackedTwin(name, listed)
  return isPublic ? name.slice(publicFolder.length) : undefined
}

/** `site.css.br` beside `site.css`; an archive that stands for itself is a file like any other. */
function isPackedTwin(name: string, listed: object): boolean {
  return /\.(br|gz)$/.test(name) && Object.hasOwn(listed, name.slice(0, -3))
}

function isHashed(address: string): boolean {
  return address.startsWith(`/${assetsFolder}/`)
}

function contentType(address: string): string {
  const type = lookup(extname(address)) ?? 'application/octet-stream'
  return /^text\/|javascript|json|xml/.test(type) ? `${type}; charset=utf-8` : type
}
