import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import parseRange from 'range-parser'
import { matchesEtag } from './conditions.ts'
import { chooseEncoding } from './negotiate.ts'
import type { FileVariant, ReadyFile } from './ready-file.ts'

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
    response
      .writeHead(416, [
        ...variant.headersNotModified,
        'Content-Range',
        `bytes */${variant.bytes}`,
        'Content-Length',
        '0',
      ])
      .end()
    return
  }
  const { start, end } = range ?? { start: 0, end: variant.bytes - 1 }
  const partial = range ? ['Content-Range', `bytes ${start}-${end}/${variant.bytes}`] : []
  const fields = [...variant.headers, ...partial, 'Content-Length', String(end - start + 1)]
  await writeBody(request, response, range ? 206 : 200, fields, variant, start, end)
}

/** Undefined: the whole file. Several ranges at once are answered with the whole file, as the RFC allows. */
function readRange({ method, headers }: IncomingMessage, { bytes, etag }: FileVariant) {
  const { range, 'if-range': ifRange } = headers
  if (range === undefined || method !== 'GET' || (ifRange !== undefined && ifRange !== etag)) return undefined
  const ranges = parseRange(bytes, range)
  if (ranges === -1) return 'unsatisfiable'
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined
  return ranges[0]
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
  // The stream closes the handle; a client that left ends it early and is no error.
  await pipeline(handle.createReadStream({ start, end }), response).catch(() => response.destroy())
}
