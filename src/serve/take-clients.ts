import type { Feed } from '../realtime/feed.ts'
import { drain } from './drain.ts'
import type { InternalParts } from './internal.ts'
import { listen, urlOf } from './listen.ts'
import type { Front } from './open-front.ts'
import type { Opening } from './server.ts'

export interface Readiness {
  state: ReturnType<InternalParts['state']>
}

export interface ClientsNeeds {
  front: Front
  feed: Pick<Feed, 'close'>
  readiness: Readiness
  /** Done while the first clients are answered. */
  prepare(): Promise<void>
}

/** Listens. Closing lets the clients go, each with its last answer whole, while all that answers is still there. */
export async function takeClients(
  { options, onEvent, parts }: Opening,
  { front, feed, readiness, prepare }: ClientsNeeds,
): Promise<{ url: string; ready: Promise<void> }> {
  const listening = await listen(options.listen, options.backlog, front.accept)
  const ready = prepare().then(() => {
    if (readiness.state === 'warming') readiness.state = 'ready'
  })
  parts.push({
    async close() {
      readiness.state = 'stopping'
      onEvent({ type: 'stopping' })
      await Promise.all([drain(listening, front, options.drain), feed.close()])
      await ready
    },
  })
  return { url: urlOf(options.tls ? 'https' : 'http', listening.host, listening.port), ready }
}
