/** The site of wire-site.ts on the wire, and requests to it as text. */
import { RawClient, type RawAnswer } from './raw-client.ts'
import { type Served, withServer } from './serving.ts'
import { wireSiteOut } from './wire-site.ts'

const limits = { headMs: 2_000, idleMs: 30_000, writeMs: 10_000, maxConnections: 5_000, maxRequests: 100_000 }

export async function withWire(work: (served: Served) => Promise<void>): Promise<void> {
  await withServer(await wireSiteOut(), { wire: limits }, work)
}

export function request(target: string, fields = '', method = 'GET'): string {
  return `${method} ${target} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`
}

/** Sends all, closes the own half, reads whole answers; what is cut is left out. */
export async function askTolerantly(url: string, bytes: string): Promise<RawAnswer[]> {
  const client = await RawClient.connect(url, { allowHalfOpen: true })
  client.send(bytes)
  client.socket.end()
  return client.closed().finally(() => client.close())
}

export function statusesOf(answers: readonly RawAnswer[]): number[] {
  return answers.map(({ status }) => status)
}
