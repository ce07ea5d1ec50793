/** The site of wire-site.ts on the wire, with the limits that a test asks for. */
import { within } from '../core/lifecycle.ts'
import type { WireOptions } from '../serve/wire/wire-server.ts'
import type { RawClient } from './raw-client.ts'
import { type Served, withServer } from './serving.ts'
import { request } from './wire-serving.ts'
import { wireSiteOut } from './wire-site.ts'

/** The limit that is tested is small, the others far away: who is cut in time is cut by the right one. */
const far = { headMs: 60_000, idleMs: 60_000, writeMs: 60_000, maxConnections: 5_000, maxRequests: 100_000 }

export async function withLimits(wire: Partial<WireOptions>, work: (served: Served) => Promise<void>): Promise<void> {
  await withServer(await wireSiteOut(), { wire: { ...far, ...wire } }, work)
}

export const post = `${request('/', 'Content-Length: 4\r\n', 'POST')}body`

const soonMs = 8_000

/** Whether the server lets go of its end of the connection soon. */
export function isGone(served: RawClient['served']): Promise<boolean> {
  return within(soonMs, closeOf(served))
}

/** A reset is no failure here. */
export function closeOf(served: RawClient['served']): Promise<void> {
  return new Promise((resolve) => served.once('close', () => resolve()))
}
