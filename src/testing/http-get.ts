import { Agent, get, type IncomingHttpHeaders } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

export interface Got {
  status: number
  headers: IncomingHttpHeaders
  /** As they came. */
  bytes: Buffer
  /** Decoded. */
  text: string
}

/** A GET with exactly these headers, on a connection of its own; redirects are not followed. */
export function getBytes(url: string, headers: Record<string, string>): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: new Agent({ keepAlive: false }) }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        try {
          const text = decode(bytes, response.headers['content-encoding']).toString()
          resolve({ status: response.statusCode!, headers: response.headers, bytes, text })
        } catch (error) {
          reject(error)
        }
      })
    })
    request.on('error', reject)
  })
}

function decode(bytes: Buffer, encoding: string | undefined): Buffer {
  if (bytes.length === 0) return bytes
  if (encoding === 'br') return brotliDecompressSync(bytes)
  return encoding === 'gzip' ? gunzipSync(bytes) : bytes
}
