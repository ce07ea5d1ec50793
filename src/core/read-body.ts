import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'

/** A body whole, as it comes; undefined when it has more bytes. Rejects with what broke the connection. */
export async function readBody(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What may come in `content-encoding`. */
export const codings = 'gzip, br'

/**
 * The text of a body in UTF-8; undefined in a coding that is not one of {@link codings}. Rejects when it is damaged, or has
 * more bytes once inflated.
 */
export async function decodeBody(
  body: Buffer,
  coding: string | string[] | undefined,
  maxBytes: number,
): Promise<string | undefined> {
  const inflated = await inflate(body, coding, { maxOutputLength: maxBytes })
  return inflated && new TextDecoder('utf-8', { fatal: true }).decode(inflated)
}

const gunzipped = promisify(gunzip)
const unbrotlied = promisify<Buffer, Bound, Buffer>(brotliDecompress)

interface Bound {
  maxOutputLength: number
}

function inflate(
  body: Buffer,
  coding: string | string[] | undefined,
  bound: Bound,
): Promise<Buffer> | Buffer | undefined {
  if (coding === undefined || coding === 'identity') return body
  if (coding === 'gzip') return gunzipped(body, bound)
  return coding === 'br' ? unbrotlied(body, bound) : undefined
}
