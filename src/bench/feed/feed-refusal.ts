import { EnddelError } from '../../core/errors.ts'
import type { FeedPlan } from './feed-plan.ts'

/** Why a client has no connection, or has it no longer. Plain data: it crosses threads. */
export interface FeedRefusal {
  /** Of an answer that is no upgrade. */
  status?: number
  /** Of a system error. */
  code?: string
  /** A clause without a full stop. */
  said: string
}

export function refusedClients({ server, clients }: FeedPlan, connected: number, refusal: FeedRefusal): EnddelError {
  const feed = `ws://${server.hostname}:${server.port}/ws`
  return new EnddelError('E_BENCH_FEED', `${connected} of ${clients} clients of ${feed} connected; ${refusal.said}`, {
    hint: remedyFor(refusal, clients),
  })
}

function remedyFor({ status, code }: FeedRefusal, clients: number): string {
  if (status === 429) return `start the server with FEED_CLIENTS_PER_ADDRESS=${clients} or more, or take fewer clients`
  if (status === 503) return `start the server with FEED_CLIENTS=${clients} or more, or take fewer clients`
  if (status === 403)
    return 'the server, or a proxy in front of it, lets no client in from here; ask it without the proxy'
  if (status !== undefined) return 'is it an enddel that serves there, with a market?'
  if (code === 'ECONNREFUSED') return 'nobody listens there: is the server running?'
  if (code === 'EADDRNOTAVAIL') return 'the ports for outgoing connections are used up (net.ipv4.ip_local_port_range)'
  if (code === 'EMFILE' || code === 'ENFILE') return `let this process open more than ${clients} files: ulimit -n`
  return `see the log of the server; it needs more than ${clients} open files, as does this process: ulimit -n`
}
