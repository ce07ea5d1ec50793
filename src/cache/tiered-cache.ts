/**
 * Pages in memory, behind it a tier shared with other processes, behind that whoever makes them.
 *
 *   get ─> memory ─fresh─────────────────────────────────────────────> hit
 *            ├─stale─> hit, and one refresh in the background ───────────┐
 *            └─else──> one flight a process ─> shared tier ─> spare ─────┤
 *                                                              └─> lease ─> make ─> memory, shared tier
 *
 * An item keeps the moment it was made and its lifetime wherever it goes, so no tier can lengthen its life.
 */
import { LRUCache } from 'lru-cache'
import type { CacheEvent } from './cache-event.ts'
import { type Entry, isNewer, type Key, type Lifetime } from './entry.ts'
import { type State, stateOf, withJitter } from './freshness.ts'
import type { Invalidated } from './invalidated.ts'
import type { Lease, Leases } from './leases.ts'
import { singleFlight } from './single-flight.ts'
import type { SharedTier } from './tier.ts'

/** A value and what decides on its life. */
export interface Item<Value> {
  value: Value
  madeAt: number
  lifetime: Lifetime
  tags: readonly string[]
  version: number
}

/** Where something is kept, and all names under which it may be invalidated. */
export interface Place extends Key {
  names: readonly string[]
}

/** What making gives: something to keep, or only an outcome for those who wait. A failure is thrown. */
export type Made<Value, Other> =
  | { kept: true; create: (life: Life) => Value; lifetime: Lifetime; tags: readonly string[] }
  | { kept: false; other: Other }

/** In milliseconds since 1970. */
export interface Life {
  madeAt: number
  freshUntil: number
}

interface FoundItem<Value> {
  kind: 'item'
  item: Item<Value>
  from: 'memory' | 'redis' | 'disk'
  state: Exclude<State, 'gone'>
}

export type Found<Value, Other> =
  | FoundItem<Value>
  | { kind: 'made'; item: Item<Value>; isMine: boolean }
  | { kind: 'other'; other: Other; isMine: boolean }

export interface CacheParts<Value> {
  maxEntries: number
  maxBytes: number
  /** What a value takes in memory. */
  sizeOf(value: Value): number
  /** Undefined when there is no place beyond this process. */
  shared: SharedTier | undefined
  toEntry(item: Item<Value>): Entry
  /** Throws when the entry is not what `toEntry` made. */
  fromEntry(entry: Entry): Value
  leases: Leases
  /** How long a lease lasts: longer than making takes at most. */
  leaseMs: number
  invalidated: Invalidated
  /** After a failure, how long what is there is used before it is tried again. */
  retryAfterMs: number
  now?: () => number
  random?: () => number
}

export interface TieredCache<Value, Other> {
  /** `spare` is asked for an older one when no tier has any. */
  get(place: Place, make: Make<Value, Other>, spare?: Spare<Value>): Promise<Found<Value, Other>>
  /** What is in memory and may be used at once. */
  peek(place: Place): { item: Item<Value>; state: 'fresh' | 'stale' } | undefined
  keep(place: Place, item: Item<Value>): void
  /** Takes all out of memory that is not of one of these builds. */
  keepOnly(builds: ReadonlySet<string>): void
  stats(): { entries: number; bytes: number; inFlight: number }
  /** Resolves when what was begun in the background is done. */
  close(): Promise<void>
}

/** Makes a value; `isAwaited` tells whether somebody waits for it. */
export type Make<Value, Other> = (isAwaited: boolean) => Promise<Made<Value, Other>>

export type Spare<Value> = () => Promise<Item<Value> | undefined>

export function createTieredCache<Value, Other>(
  parts: CacheParts<Value>,
  onEvent: (event: CacheEvent) => void,
): TieredCache<Value, Other> {
  const { shared, leases, invalidated, now = Date.now, random = Math.random } = parts
  const memory = new LRUCache<string, Item<Value>>({
    max: parts.maxEntries,
    maxSize: parts.maxBytes,
    sizeCalculation: ({ value }) => parts.sizeOf(value),
  })
  /** Until when what failed is not tried again. */
  const restUntil = new LRUCache<string, number>({ max: maxMarks })
  /** Since when making gives nothing to keep: what was made before is no page any more, whichever tier has it. */
  const elsewhereSince = new LRUCache<string, number>({ max: maxMarks })
  const once = singleFlight<Found<Value, Other>>()
  const refreshOnce = singleFlight<void>()
  const background = new Set<Promise<unknown>>()

  function stateFor(place: Place, item: Item<Value>): State {
    if (item.madeAt < (elsewhereSince.get(idOf(place)) ?? 0)) return 'gone'
    return stateOf(item, invalidated.verdict(place.names, item.tags, item.version), now())
  }

  const isFresh = (place: Place, item: Item<Value>) => stateFor(place, item) === 'fresh'
  const isResting = (place: Place) => now() < (restUntil.get(idOf(place)) ?? 0)
  const rest = (place: Place) => restUntil.set(idOf(place), now() + parts.retryAfterMs)

  function peek(place: Place) {
    const item = memory.get(idOf(place))
    if (!item) return undefined
    const state = stateFor(place, item)
    return state === 'fresh' || state === 'stale' ? { item, state } : undefined
  }

  function keep(place: Place, item: Item<Value>): void {
    const present = memory.peek(idOf(place))
    if (!present || isNewer(item, present) || (!isFresh(place, present) && isFresh(place, item)))
      memory.set(idOf(place), item)
  }

  function later(work: Promise<unknown>): void {
    background.add(work)
    void work.finally(() => background.delete(work))
  }

  function refreshLater(place: Place, make: Make<Value, Other>): void {
    if (isResting(place) || refreshOnce.size() >= maxRefreshes) return
    later(
      refreshOnce(idOf(place), async () => {
        try {
          await makeOnce(place, make, false)
        } catch (error) {
          rest(place)
          onEvent({ type: 'cache-refresh-failed', address: place.address, error })
        }
      }),
    )
  }

  /** From the shared tier, or made; when making fails, what is there and not gone. */
  async function fill(place: Place, make: Make<Value, Other>, spare: Spare<Value>): Promise<Found<Value, Other>> {
    const found = await readShared(place)
    if (isUsable(found)) return use(place, make, found)
    const fallback = newest(found, inMemory(place)) ?? (await takeSpare(place, spare))
    if (isUsable(fallback)) return use(place, make, fallback)
    if (fallback && isResting(place)) return fallback
    try {
      return await makeOnce(place, make, true)
    } catch (error) {
      if (!fallback) throw error
      rest(place)
      onEvent({ type: 'cache-stale-if-error', address: place.address, error })
      return fallback
    }
  }

  async function takeSpare(place: Place, spare: Spare<Value>): Promise<FoundItem<Value> | undefined> {
    const item = await spare()
    if (item) keep(place, item)
    return inMemory(place)
  }

  function use(place: Place, make: Make<Value, Other>, found: FoundItem<Value>): FoundItem<Value> {
    if (found.state === 'stale') refreshLater(place, make)
    return found
  }

  function inMemory(place: Place): FoundItem<Value> | undefined {
    const item = memory.peek(idOf(place))
    const state = item && stateFor(place, item)
    return item && state && state !== 'gone' ? { kind: 'item', item, from: 'memory', state } : undefined
  }

  async function readShared(place: Place): Promise<FoundItem<Value> | undefined> {
    const entry = await shared?.read(place).catch((error: unknown) => {
      onEvent({ type: 'tier-failed', tier: shared.name, error })
      return undefined
    })
    if (!shared || !entry) return undefined
    const item = fromEntry(entry)
    const state = item && stateFor(place, item)
    if (!item || !state || state === 'gone') return undefined
    keep(place, item)
    if (state !== 'expired') onEvent({ type: 'cache-promoted', tier: shared.name })
    return { kind: 'item', item, from: shared.name, state }
  }

  function fromEntry({ madeAt, lifetime, tags, version, ...entry }: Entry): Item<Value> | undefined {
    try {
      return { value: parts.fromEntry({ madeAt, lifetime, tags, version, ...entry }), madeAt, lifetime, tags, version }
    } catch (error) {
      onEvent({ type: 'tier-failed', tier: shared!.name, error })
      return undefined
    }
  }

  /** Makes it unless another process does or has done so. Who waited in vain for others makes it without a lease. */
  async function makeOnce(place: Place, make: Make<Value, Other>, isAwaited: boolean): Promise<Found<Value, Other>> {
    for (let round = 0; shared && round < maxRounds; round++) {
      const lease = await acquire(place)
      if (lease === 'no-leases') break
      // What another process has made since, or before we got the lease.
      const found = await readShared(place)
      if (found?.state === 'fresh') {
        later(lease?.release() ?? Promise.resolve())
        return found
      }
      if (lease) return makeNow(place, make, isAwaited, lease)
    }
    return makeNow(place, make, isAwaited)
  }

  async function acquire(place: Place): Promise<Lease | undefined | 'no-leases'> {
    return leases.acquire(`${place.build} ${place.address}`, parts.leaseMs).catch((error: unknown) => {
      onEvent({ type: 'leases-failed', error })
      return 'no-leases' as const
    })
  }

  async function makeNow(
    place: Place,
    make: Make<Value, Other>,
    isAwaited: boolean,
    lease?: Lease,
  ): Promise<Found<Value, Other>> {
    const { version } = invalidated
    const madeAt = now()
    try {
      const made = await make(isAwaited)
      if (!made.kept) {
        elsewhereSince.set(idOf(place), madeAt)
        later(lease?.release() ?? Promise.resolve())
        return { kind: 'other', other: made.other, isMine: true }
      }
      const lifetime = withJitter(made.lifetime, random())
      const value = made.create({ madeAt, freshUntil: madeAt + lifetime.freshForMs })
      const item = { value, madeAt, tags: made.tags, version, lifetime }
      keep(place, item)
      // Nobody waits for the shared tier, but the lease does: the next one is to find it there.
      later(writeShared(place, item).finally(() => lease?.release()))
      return { kind: 'made', item, isMine: true }
    } catch (error) {
      later(lease?.release() ?? Promise.resolve())
      throw error
    }
  }

  async function writeShared(place: Place, item: Item<Value>): Promise<void> {
    if (!shared) return
    try {
      await shared.write(place, parts.toEntry(item))
    } catch (error) {
      onEvent({ type: 'tier-failed', tier: shared.name, error })
    }
  }

  return {
    async get(place, make, spare = noSpare) {
      const here = peek(place)
      if (here) return use(place, make, { kind: 'item', from: 'memory', ...here })
      let isMine = false
      // Who asks after an invalidation does not get what was begun before it.
      const found = await once(`${invalidated.version} ${idOf(place)}`, () => {
        isMine = true
        return fill(place, make, spare)
      })
      return found.kind === 'item' || isMine ? found : { ...found, isMine }
    },
    peek,
    keep,
    keepOnly(builds) {
      for (const id of memory.keys()) if (!builds.has(id.slice(0, id.indexOf(' ')))) memory.delete(id)
    },
    stats: () => ({ entries: memory.size, bytes: memory.calculatedSize, inFlight: once.size() }),
    async close() {
      while (background.size > 0) await Promise.allSettled(background)
    },
  }
}

/** How often to wait for another process that then turns out to have made nothing to keep. */
const maxRounds = 2

/** At once: those who wait for a page must not queue behind what nobody waits for. What is left out stays stale until it is asked for again. */
const maxRefreshes = 16

const maxMarks = 1_000

const noSpare = async () => undefined

function isUsable<Value>(found: FoundItem<Value> | undefined): found is FoundItem<Value> {
  return found?.state === 'fresh' || found?.state === 'stale'
}

function idOf({ build, address }: Key): string {
  return `${build} ${address}`
}

function newest<Value>(a: FoundItem<Value> | undefined, b: FoundItem<Value> | undefined) {
  return a && b ? (isNewer(a.item, b.item) ? a : b) : (a ?? b)
}
