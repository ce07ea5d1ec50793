import { setTimeout as wait } from 'node:timers/promises'
import { type ClientThreads, startClientThreads } from '../client-threads.ts'
import { mergeHistograms } from '../figures/histogram.ts'
import { mergeFaults } from './feed-faults.ts'
import type { FeedPlan, FeedResult } from './feed-plan.ts'
import { refusedClients } from './feed-refusal.ts'
import type { FeedAnswer, FeedCommand, FeedSetup, FeedTell } from './feed-thread.ts'
import { mergeFronts } from './settling.ts'

/** Clients that are there until they are closed; they may be measured several times, one after the other. */
export interface FeedClients {
  connected: number
  /**
   * What they receive until the time is over or `stop` is given; then all have to come as far as the foremost of them. What
   * was lost or wrong since the last time, or since they were opened, is in it.
   */
  measure(seconds: number, stop: AbortSignal): Promise<FeedResult>
  close(): Promise<void>
}

type Threads = ClientThreads<FeedCommand, FeedAnswer>

/** Resolves when all clients have the snapshot of what they subscribed to; `onSecond` is told messages while measuring. */
export async function openFeedClients(
  plan: FeedPlan,
  { onSecond = () => {} }: { onSecond?(messages: number): void },
): Promise<FeedClients> {
  const setups = setupsOf(plan)
  const seconds = createSeconds(setups.length, onSecond)
  const entry = new URL('./feed-thread', import.meta.url)
  const threads: Threads = startClientThreads<FeedCommand, FeedAnswer, FeedTell>(entry, setups, seconds.add)
  let closing: Promise<void> | undefined
  const close = () => (closing ??= closeThreads(threads))
  try {
    const opened = await askAll<'opened'>(threads, { type: 'open' })
    const connected = sum(opened.map((one) => one.connected))
    const refusal = opened.find((one) => one.refusal)?.refusal
    if (refusal) throw refusedClients(plan, connected, refusal)
    return {
      connected,
      close,
      measure(length, stop) {
        seconds.restart()
        return measure(threads, length, stop)
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function measure(threads: Threads, seconds: number, stop: AbortSignal): Promise<FeedResult> {
  const started = await askAll<'started'>(threads, { type: 'start' })
  await wait(seconds * 1000, undefined, { signal: stop }).catch(() => {})
  const counts = await askAll<'stopped'>(threads, { type: 'stop' })
  // Who stops it waits for nothing more.
  const front = stop.aborted ? undefined : mergeFronts(counts.map((one) => one.front))
  const faults = mergeFaults(await askAll<'settled'>(threads, { type: 'settle', front, endedAt: Date.now() }))
  return {
    seconds: Math.max(...counts.map((one) => one.seconds)),
    clients: sum(started.map((one) => one.clients)),
    messages: sum(counts.map((one) => one.messages)),
    bytes: sum(counts.map((one) => one.bytes)),
    ...faults,
    delay: mergeHistograms(counts.map((one) => one.delay)),
    perSecond: sumByIndex(counts.map((one) => one.perSecond)),
    busy: Math.max(...counts.map((one) => one.busy)),
  }
}

/** Each thread has its share; none is without a client. */
function setupsOf({ server, topics, clients, threads, timeoutMs }: FeedPlan): FeedSetup[] {
  const count = Math.min(threads, clients)
  return Array.from({ length: count }, (_, index) => {
    const share = Math.floor(clients / count) + (index < clients % count ? 1 : 0)
    return { server, topics, clients: share, timeoutMs }
  })
}

/** Tells of each second once all threads have told of it. */
function createSeconds(threads: number, onSecond: (messages: number) => void) {
  let told: { threads: number; messages: number }[] = []
  return {
    restart: () => void (told = []),
    add(tell: FeedTell) {
      for (const { second, messages } of tell) {
        const sum = (told[second] ??= { threads: 0, messages: 0 })
        sum.messages += messages
        if (++sum.threads === threads) onSecond(sum.messages)
      }
    },
  }
}

async function askAll<Type extends FeedAnswer['type']>(threads: Threads, command: FeedCommand) {
  // Each command has answers of its own type.
  return (await threads.ask(command)) as Extract<FeedAnswer, { type: Type }>[]
}

async function closeThreads(threads: Threads): Promise<void> {
  // A thread that has failed has no connections any more.
  await threads.ask({ type: 'close' }).catch(() => {})
  await threads.close()
}

function sumByIndex(lists: readonly (readonly number[])[]): number[] {
  // A thread may have begun a moment later; what is whole is whole for all.
  const length = Math.min(...lists.map((list) => list.length))
  return Array.from({ length }, (_, index) => sum(lists.map((list) => list[index]!)))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
