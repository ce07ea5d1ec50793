/** node's own client of HTTP/2. */
import { once } from 'node:events'
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2'
import { before } from '../core/lifecycle.ts'

/** Only a test that fails waits so long. */
const deadlineMs = 30_000

export interface Http2Answer {
  status: number | undefined
  headers: IncomingHttpHeaders
  body: Buffer
  /** How the stream ended: 0 is well. */
  code: number
}

/** Runs `work` with a session of node's own client. */
export async function withHttp2<Result>(
  url: string,
  ca: string,
  work: (session: ClientHttp2Session) => Promise<Result>,
): Promise<Result> {
  const session = connect(url, { ca })
  session.on('error', () => {})
  try {
    await once(session, 'connect')
    return await work(session)
  } finally {
    session.destroy()
  }
}

/** Resolves when the stream is closed, however it ends. */
export function askHttp2(session: ClientHttp2Session, fields: Record<string, string>, body = ''): Promise<Http2Answer> {
  const stream = session.request(fields, { endStream: body === '' })
  if (body) stream.end(body)
  const chunks: Buffer[] = []
  let headers: IncomingHttpHeaders = {}
  stream.on('response', (received) => (headers = received))
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.on('error', () => {})
  const answer = new Promise<Http2Answer>((resolve) => {
    stream.on('close', () => {
      const status = headers[':status'] === undefined ? undefined : Number(headers[':status'])
      resolve({ status, headers, body: Buffer.concat(chunks), code: stream.rstCode })
    })
  })
  return before(deadlineMs, answer, () => new Error(`no answer to ${JSON.stringify(fields)}`))
}
