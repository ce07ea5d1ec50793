import { connect } from 'node:net'
import { browserFields } from './wrk.ts'

export interface RawAnswer {
  bytes: Buffer
  statusLine: string
  /** Name and value, as they were sent. */
  fields: [string, string][]
  body: Buffer
}

/** The bytes of one GET, with a browser's fields unless told. */
export function requestBytes(path: string, fields: readonly string[] = browserFields): string {
  return `GET ${path} HTTP/1.1\r\n${['Host: 127.0.0.1', ...fields].join('\r\n')}\r\n\r\n`
}

/** The bytes of one answer, on a connection of its own that could go on; anything but 200 with a length is an error. */
export function rawAnswer(port: number, request: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0)
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.setTimeout(10_000, () => socket.destroy(new Error(`port ${port} does not answer`)))
    socket.on('error', reject).on('close', () => reject(new Error(`port ${port} closes without an answer`)))
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      const headEnd = bytes.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
      const fields = lines.map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string])
      const body = bytes.subarray(headEnd + 4)
      const length = Number(fields.find(([name]) => /^content-length$/i.test(name))?.[1])
      if (!/ 200 /.test(statusLine) || Number.isNaN(length)) reject(new Error(`port ${port}: ${statusLine}`))
      else if (body.length < length) return
      else resolve({ bytes, statusLine, fields, body })
      socket.destroy()
    })
  })
}
