import { brotliCompressSync } from 'node:zlib'
import { brotliParams } from '../live/brotli-params.ts'

/** Brotli of a page at once. */
export function brotli(bytes: Uint8Array, quality: number): Buffer {
  const params = brotliParams(bytes.byteLength, quality)
  return brotliCompressSync(bytes, { params, chunkSize: chunkFor(bytes.byteLength) })
}

/** Memory that is taken for what comes out, and taken again when that is longer: pages come to a third at most. */
function chunkFor(bytes: number): number {
  return Math.min(usualChunk, Math.max(1024, Math.ceil(bytes / 2)))
}

const usualChunk = 16 * 1024
