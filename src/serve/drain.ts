import { setTimeout as delay } from 'node:timers/promises'
import { within } from '../core/lifecycle.ts'
import type { Listening } from './listen.ts'
import type { Wire } from './wire/wire-server.ts'

export interface DrainLimits {
  /** How long clients may take to ask once more, and be told that it is the last answer. */
  partingMs: number
  /** How long requests may take to end, in all. */
  deadlineMs: number
}

/**
 * Ends a server without cutting an answer. node's own `close()` destroys connections that look idle although their last
 * answer is still being sent; this one stops listening and lets every request that arrived be answered and sent whole. A
 * client that has just been answered may be about to ask again, so idle connections are ended a while later; at the
 * deadline what is left is cut.
 */
export async function drain(
  listening: Pick<Listening, 'stop'>,
  wire: Pick<Wire, 'part' | 'end' | 'destroy'>,
  { partingMs, deadlineMs }: DrainLimits,
): Promise<void> {
  listening.stop()
  wire.part()
  const ended = delay(partingMs).then(() => wire.end())
  if (await within(deadlineMs, ended)) return
  wire.destroy()
  await ended
}
