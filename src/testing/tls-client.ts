/** A client of HTTP/1.1 over TLS that sends bytes as they are. */
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { connect, type SecureVersion, type TLSSocket } from 'node:tls'
import { before } from '../core/lifecycle.ts'
import { methodsIn, type RawAnswer, readAnswer } from './raw-client.ts'

/** Only a test that fails waits so long. */
const deadlineMs = 30_000

/** Whom a client trusts, what it speaks, and what name it asks for. */
export interface TlsOptions {
  ca: string
  alpn?: string[]
  servername?: string
  minVersion?: SecureVersion
  maxVersion?: SecureVersion
  allowHalfOpen?: boolean
}

export async function connectTls(url: string, { ca, alpn, ...more }: TlsOptions): Promise<TLSSocket> {
  const { hostname, port } = new URL(url)
  const protocols = alpn ? { ALPNProtocols: alpn } : {}
  const socket = connect({ host: hostname, port: Number(port), ca, ...protocols, ...more })
  await once(socket, 'secureConnect')
  socket.on('error', () => {})
  return socket
}

/** Sends all in one write, and reads until the server closes. */
export async function askTls(url: string, bytes: string, options: TlsOptions): Promise<RawAnswer[]> {
  const socket = await connectTls(url, { alpn: ['http/1.1'], ...options })
  socket.write(Buffer.from(bytes, 'latin1'))
  return answersIn(
    await before(deadlineMs, buffer(socket), () => new Error('waited in vain for the end')),
    methodsIn(bytes),
  )
}

/** For who does not speak TLS, or not yet. */
export function connectPlain(url: string): Socket {
  const { hostname, port } = new URL(url)
  return connectTcp(Number(port), hostname).on('error', () => {})
}

export function answersIn(received: Buffer, methods: string[]): RawAnswer[] {
  const text = received.toString('latin1')
  const answers: RawAnswer[] = []
  for (let at = 0; at < text.length;) {
    const found = readAnswer(text, at, methods[answers.length] ?? 'GET', true)
    if (!found?.answer) throw new Error(`not an answer: ${JSON.stringify(text.slice(at, at + 300))}`)
    answers.push(found.answer)
    at = found.end
  }
  return answers
}

export function get(target: string, fields = ''): string {
  return `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`
}

/** Fields of a request that is to be the last on its connection. */
export const last = 'Connection: close\r\n'
