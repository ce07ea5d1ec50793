import { brotliCompressSync } from 'node:zlib'
import { brotliParams } from '../live/brotli-params.ts'

export function brotli(bytes: Uint8Array, quality: number): Buffer {
  return brotliCompressSync(bytes, { params: brotliParams(bytes.byteLength, quality) })
}
