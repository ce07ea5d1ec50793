import { createHash } from 'node:crypto'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { Expectation } from './load-plan.ts'

/** What a page may have at most when it is unpacked. */
const maxOutputLength = 64 * 1024 * 1024

/** `coding` as Content-Encoding tells it; undefined or empty: none. Throws when the body is not coded so. */
export function decodeBody(body: Buffer, coding: string | undefined): Buffer {
  const codings = (coding ?? '').toLowerCase().split(',')
  return codings.reduceRight((bytes, name) => decodeOne(bytes, name.trim()), body)
}

function decodeOne(body: Buffer, coding: string): Buffer {
  if (coding === '' || coding === 'identity') return body
  if (coding === 'br') return brotliDecompressSync(body, { maxOutputLength })
  if (coding === 'gzip' || coding === 'x-gzip') return gunzipSync(body, { maxOutputLength })
  if (coding === 'deflate') return inflateSync(body, { maxOutputLength })
  throw new Error(`the coding ${JSON.stringify(coding)} is not known`)
}

/** SHA-256 (hex) of a decoded body whose masked places are blank. */
export function digestOf(decodedBody: Buffer, mask: Expectation['mask']): string {
  return sha256(mask.length === 0 ? decodedBody : blanked(decodedBody, mask))
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function blanked(body: Buffer, mask: Expectation['mask']): Buffer {
  const copy = Buffer.from(body)
  for (const [at, bytes] of mask) copy.fill(' ', Math.min(at, copy.length), Math.min(at + bytes, copy.length))
  return copy
}
