import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { decodeBody, readBody } from '../../core/read-body.ts'

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

/** As it comes and inflated. */
const maxBytes = 1024 * 1024

async function readText(body: AsyncIterable<Buffer>, coding: string | string[] | undefined): Promise<string> {
  const whole = await readBody(body, maxBytes)
  if (!whole) throw new UselessAnswer(`more than ${maxBytes} bytes`)
  const text = await decodeBody(whole, coding, maxBytes).catch((cause: unknown) => {
    throw new UselessAnswer('cannot be decoded', { cause })
  })
  if (text === undefined) throw new UselessAnswer('in a coding that was not asked for')
  return text
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
