/**
 * What clients of a server with a certificate connect to: TLS is spoken here, what is said goes on to the wire (HTTP/1.1) or
 * to node:http2.
 */
import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { createServer } from 'node:tls'
import { type CertificateFiles, readCertificate, watchCertificate } from './certificate.ts'
import { createHttp2 } from './http2.ts'
import type { Wire, WireOptions } from './wire/wire-server.ts'

export interface TlsParts {
  wire: Pick<Wire, 'acceptStream' | 'part' | 'end'>
  handler: RequestListener
  limits: WireOptions
  /** How often the files of the certificate are looked at. */
  lookEveryMs: number
}

export type TlsEvent =
  /** At the start, and when the files have changed. */
  | { type: 'certificate'; validUntil: Date }
  /** The one before stays. */
  | { type: 'certificate-failed'; error: unknown }

/** What a server accepts connections with: {@link Wire} itself where there is no TLS. */
export type Front = Pick<Wire, 'accept' | 'connections' | 'part' | 'end' | 'destroy'>

/** Rejects when the files cannot be served. */
export async function createTlsFront(
  files: CertificateFiles,
  { wire, handler, limits, lookEveryMs }: TlsParts,
  onEvent: (event: TlsEvent) => void,
): Promise<Front & { close(): Promise<void> }> {
  const certificate = await readCertificate(files)
  const http2 = createHttp2(handler, limits)
  const tls = createServer({ ...certificate, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: limits.headMs })
  /** From the first byte to the last, whatever is spoken on it. */
  const sockets = new Set<Socket>()
  let isEnding = false

  tls.on('secureConnection', (socket) => {
    socket.allowHalfOpen = true
    if (isEnding) socket.destroy()
    else if (socket.alpnProtocol === 'h2') http2.accept(socket)
    else wire.acceptStream(socket)
  })
  // Who speaks something else, or too slowly, gets no answer.
  tls.on('tlsClientError', (_, socket) => socket.destroy())

  onEvent({ type: 'certificate', validUntil: certificate.validUntil })
  const watcher = watchCertificate(
    files,
    certificate,
    lookEveryMs,
    (changed) => {
      // For new connections; those that are open keep theirs.
      tls.setSecureContext(changed)
      onEvent({ type: 'certificate', validUntil: changed.validUntil })
    },
    (error) => onEvent({ type: 'certificate-failed', error }),
  )

  return {
    accept(socket) {
      if (sockets.size >= limits.maxConnections) return void socket.destroy()
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      // Who leaves before anything is agreed on waits for nothing.
      socket.allowHalfOpen = false
      // The server itself does not listen.
      tls.emit('connection', socket)
    },
    connections: () => sockets.size,
    part() {
      wire.part()
      http2.part()
    },
    async end() {
      isEnding = true
      await Promise.all([wire.end(), http2.end()])
      // What is left has not said yet what it wants to speak.
      for (const socket of sockets) socket.destroy()
    },
    destroy() {
      for (const socket of sockets) socket.destroy()
    },
    async close() {
      http2.close()
      await watcher.close()
    },
  }
}
