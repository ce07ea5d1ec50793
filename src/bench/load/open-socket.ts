import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { LoadPlan } from './load-plan.ts'

export interface SocketEvents {
  onOpen(): void
  /** The first `count` bytes of `bytes` came; they are written over afterwards. */
  onBytes(bytes: Buffer, count: number): void
  /** Once: it ended or never opened; with the reason when it did not end in order. Not after `destroy`. */
  onGone(error: Error | undefined): void
}

/** `shared` takes what is read from plain sockets; those of one thread may share it. */
export function openSocket(server: LoadPlan['server'], shared: Buffer, events: SocketEvents): OpenSocket {
  const { port, isTls } = server
  const host = server.hostname.replace(/^\[|\]$/g, '')
  const socket = isTls ? openTls(host, port, events) : openPlain(host, port, shared, events)
  let isGone = false
  const gone = (error?: Error) => {
    if (isGone) return
    isGone = true
    socket.destroy()
    events.onGone(error)
  }
  socket
    .on(isTls ? 'secureConnect' : 'connect', () => isGone || events.onOpen())
    .on('error', gone)
    .on('end', () => gone())
    .on('close', () => gone())
  return {
    write: (bytes) => socket.write(bytes),
    destroy() {
      isGone = true
      socket.destroy()
    },
  }
}

export interface OpenSocket {
  write(bytes: Buffer): void
  destroy(): void
}

function openPlain(host: string, port: number, shared: Buffer, { onBytes }: SocketEvents): Socket {
  // Bytes are read to where they are looked at: no stream, no buffer for each read.
  const callback = (count: number) => {
    onBytes(shared, count)
    return true
  }
  return connect({ host, port, noDelay: true, onread: { buffer: shared, callback } })
}

function openTls(host: string, port: number, { onBytes }: SocketEvents): Socket {
  const socket = connectTls({
    host,
    port,
    ALPNProtocols: ['http/1.1'],
    // A server under test on this machine seldom has a certificate that is known.
    rejectUnauthorized: !isLoopback(host),
  })
  return socket.setNoDelay(true).on('data', (bytes: Buffer) => onBytes(bytes, bytes.length))
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
