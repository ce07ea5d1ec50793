/** A thread with a share of the clients of a feed. */
import { answerCommands } from '../client-threads.ts'
import { FeedClient, type FeedClientListener } from './feed-client.ts'
import { addFault, type FeedFaults, noFaults } from './feed-faults.ts'
import { type CountedSecond, type FeedCounts, FeedTally } from './feed-tally.ts'
import { type Opened, type Opening, openClients } from './open-clients.ts'
import { RecentMessages } from './recent-messages.ts'
import { type FeedFront, frontOf, settle, type Settling } from './settling.ts'

export interface FeedSetup {
  server: { hostname: string; port: number }
  topics: readonly string[]
  clients: number
  timeoutMs: number
}

export type FeedCommand =
  | { type: 'open' }
  | { type: 'start' }
  | { type: 'stop' }
  /** Without a front nothing is waited for. `endedAt` is in milliseconds since 1970. */
  | { type: 'settle'; front: FeedFront | undefined; endedAt: number }
  | { type: 'close' }

export type FeedAnswer =
  | ({ type: 'opened' } & Opened)
  | { type: 'started'; clients: number }
  | ({ type: 'stopped'; front: FeedFront } & FeedCounts)
  /** What went wrong since the last time. */
  | ({ type: 'settled' } & FeedFaults)
  | { type: 'closed' }

/** Seconds that have just ended. */
export type FeedTell = readonly CountedSecond[]

/** Handshakes at once: less than what a server's backlog takes, for two threads. */
const atOnce = 200
const sharedBytes = 64 * 1024
const settleMs = 2_000
const goodbyeMs = 1_000

answerCommands<FeedSetup, FeedCommand, FeedAnswer, FeedTell>((setup, tell) => {
  const clients = new Set<FeedClient>()
  let faults = noFaults()
  let opening: Opening | undefined
  let tally: FeedTally | undefined
  let telling: NodeJS.Timeout | undefined
  let settling: Settling<FeedClient> | undefined
  let onEmpty = () => {}

  const listener: FeedClientListener = {
    ready: () => opening?.connected(),
    received: (bytes) => tally?.addBytes(bytes),
    wrong: (what) => (faults = addFault(faults, 'wrong', what)),
    message(client, message) {
      tally?.addMessage(message)
      settling?.heard(client, message)
    },
    ended(client, refusal) {
      clients.delete(client)
      settling?.left(client)
      if (refusal && client.isReady) faults = addFault(faults, 'lost', refusal.said)
      else if (refusal) opening?.refused(refusal)
      if (clients.size === 0) onEmpty()
    },
  }
  const { server, topics } = setup
  const shared = Buffer.allocUnsafeSlow(sharedBytes)
  const parts = { server, topics, shared, messages: new RecentMessages(), listener }

  return async (command) => {
    switch (command.type) {
      case 'open':
        return open()
      case 'start':
        tally = new FeedTally()
        telling = setInterval(tellSeconds, 1_000)
        return { type: 'started', clients: clients.size }
      case 'stop':
        return stop()
      case 'settle':
        return settled(command)
      case 'close':
        return close()
    }
  }

  async function open(): Promise<FeedAnswer> {
    const limits = { count: setup.clients, atOnce, timeoutMs: setup.timeoutMs }
    opening = openClients(limits, () => void clients.add(new FeedClient(parts)))
    return { type: 'opened', ...(await opening.done) }
  }

  function tellSeconds(): void {
    const untold = tally?.untold() ?? []
    if (untold.length > 0) tell(untold)
  }

  function stop(): FeedAnswer {
    clearInterval(telling)
    tellSeconds()
    const counts = tally!.end()
    tally = undefined
    return { type: 'stopped', front: frontOf(clients), ...counts }
  }

  async function settled({ front, endedAt }: Extract<FeedCommand, { type: 'settle' }>): Promise<FeedAnswer> {
    if (front) {
      settling = settle(clients, { front, endedAt, waitMs: settleMs })
      const missed = await settling.missed
      settling = undefined
      const what = `clients were not told all that others were told within ${settleMs} ms`
      if (missed > 0) faults = addFault(faults, 'wrong', what, missed)
    }
    const told = faults
    faults = noFaults()
    return { type: 'settled', ...told }
  }

  async function close(): Promise<FeedAnswer> {
    const gone = new Promise<void>((resolve) => (onEmpty = resolve))
    for (const client of clients) client.close()
    const late = setTimeout(() => clients.forEach((client) => client.destroy()), goodbyeMs)
    if (clients.size > 0) await gone
    clearTimeout(late)
    return { type: 'closed' }
  }
})
