import type { IncomingHttpHeaders } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'
import type { Dispatcher } from 'undici'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** Undefined when it is not JSON. */
  body: unknown
}

/** An answer came, and it is of no use. */
export class UselessAnswer extends Error {}

/** Reads an answer whole. Rejects with UselessAnswer, or with what broke the connection. */
export async function readAnswer({ statusCode: status, headers, body }: Dispatcher.ResponseData): Promise<Answer> {
  // A body that is not read to its end breaks off, and that is no news.
  body.on('error', () => {})
  try {
    return { status, headers, body: parse(await readText(body, headers['content-encoding'])) }
  } catch (error) {
    // Then the status says enough.
    if (status !== 200) return { status, headers, body: undefined }
    throw error
  } finally {
    body.destroy()
  }
}

/** What may come in `content-encoding`. */
export const codings = 'gzip, br'

/** As it comes and inflated. */
const maxBytes = 1024 * 1024

async function readText(body: AsyncIterable<Buffer>, coding: string | string[] | undefined): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new UselessAnswer(`more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  const whole = Buffer.concat(chunks)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await inflate(whole, coding))
  } catch (error) {
    throw error instanceof UselessAnswer ? error : new UselessAnswer('cannot be decoded', { cause: error })
  }
}

const gunzipped = promisify(gunzip)
const unbrotlied = promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress)

function inflate(bytes: Buffer, coding: string | string[] | undefined): Promise<Buffer> | Buffer {
  if (coding === undefined || coding === 'identity') return bytes
  if (coding === 'gzip') return gunzipped(bytes, { maxOutputLength: maxBytes })
  if (coding === 'br') return unbrotlied(bytes, { maxOutputLength: maxBytes })
  throw new UselessAnswer('in a coding that was not asked for')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
