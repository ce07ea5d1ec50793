import type { LoadPlan } from '../load/load-plan.ts'
import type { Disturbance } from '../scenario.ts'

/** A server that is measured. */
export interface BenchServer {
  name: string
  url: URL
  role: 'subject' | 'peer' | 'yardstick'
  /** Its processes' roots, whose usage /proc tells; empty when it is on another machine. */
  pids: readonly number[]
  /** As taskset takes them. */
  cores: string | undefined
  /** For the admin routes of an enddel; undefined when they are closed to us. */
  secret: string | undefined
  /** Of a server of the bench's own: rejects when it ends by itself, and never resolves. */
  failed?: Promise<never>
  /** Of a server of the bench's own; resolves when it has happened and been seen. */
  disturb?(what: Disturbance): Promise<void>
}

export function endpointOf({ protocol, hostname, port }: URL): LoadPlan['server'] {
  const isTls = protocol === 'https:'
  // A URL has IPv6 addresses in brackets, a socket does not.
  return { hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (isTls ? 443 : 80)), isTls }
}
