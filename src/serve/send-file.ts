import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { matchesEtag } from './conditions.ts'
import { chooseEncoding } from './negotiate.ts'
import type { FileVariant, ReadyFile } from './ready-file.ts'
import { securityHeaders } from './ready-page.ts'

/**
 * Answers with a file: 200, 206 for one range of the plain bytes (RFC 9110, section 14), 304 or 416. Rejects when a file
 * on the disk cannot be opened; nothing was sent then.
 */
export async function sendFile(request: IncomingMessage, response: ServerResponse, file: ReadyFile): Promise<void> {
  const { headers } = request
  const wished =
    headers.range === undefined ? chooseEncoding(headers['accept-encoding'] as string | undefined) : 'identity'
  const variant = file[wished] ?? file.identity
  if (matchesEtag(headers['if-none-match'], variant.etag)) {
    response.writeHead(304, [...variant.headersNotModified]).end()
    return
  }

  const range = readRange(request, variant)
  if (range === 'unsatisfiable') {
    const fields = [
      'Content-Range',
      `bytes */${variant.bytes}`,
      'Content-Length',
      '0',
      'Cache-Control',
      'no-store',
      ...securityHeaders,
    ]
    response.writeHead(416, fields).end()
    return
  }
  const { start, end } = range ?? { start: 0, end: variant.bytes - 1 }
  const partial = range ? ['Content-Range', `bytes ${start}-${end}/${variant.bytes}`] : []
  const fields = [...variant.headers, ...partial, 'Content-Length', String(end - start + 1)]
  await writeBody(request, response, range ? 206 : 200, fields, variant, start, end)
}

/**
 * One range of bytes; undefined means the whole file, which is also the answer to several ranges at once and to units
 * that are not known (RFC 9110, section 14.2).
 */
function readRange({ method, headers }: IncomingMessage, { bytes, etag }: FileVariant) {
  const { range, 'if-range': ifRange } = headers
  if (range === undefined || method !== 'GET' || (ifRange !== undefined && ifRange !== etag)) return undefined
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range.trim()) ?? []
  if (!first && !last) return undefined
  const start = first ? Number(first) : Math.max(0, bytes - Number(last))
  const end = first && last ? Math.min(Number(last), bytes - 1) : bytes - 1
  if (first && last && Number(last) < start) return undefined
  return start < bytes ? { start, end } : 'unsatisfiable'
}

async function writeBody(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  fields: string[],
  { body, path }: FileVariant,
  start: number,
  end: number,
): Promise<void> {
  if (request.method === 'HEAD' || body) {
    response.writeHead(status, fields)
    response.end(request.method === 'HEAD' ? undefined : body!.subarray(start, end + 1))
    return
  }
  const handle: FileHandle = await open(path)
  response.writeHead(status, fields)
  const stream = handle.createReadStream({ start, end })
  // The stream closes the handle. A client that left ends it early, and is no error.
  await pipeline(stream, response, { end: false }).catch(() => {})
  // A file that became shorter cannot fill its answer: another answer on this connection would.
  if (stream.bytesRead === end - start + 1) response.end()
  else response.destroy()
}
