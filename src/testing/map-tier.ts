import { decodeEntry, encodeEntry } from '../cache/entry-codec.ts'
import { isNewer, type Key } from '../cache/entry.ts'
import type { SharedTier } from '../cache/tier.ts'

export interface MapTier extends SharedTier {
  /** What was written, for a look, and to be damaged. */
  bytes: Map<string, Buffer>
  reads: number
  writes: number
  /** Run before each read and write: it may wait, or throw. */
  beforeRead(): Promise<void> | void
  beforeWrite(): Promise<void> | void
}

/** A tier that is a map: what is written goes through bytes, as in a real one. */
export function createMapTier(): MapTier {
  const tier: MapTier = {
    name: 'redis',
    bytes: new Map(),
    reads: 0,
    writes: 0,
    beforeRead() {},
    beforeWrite() {},
    async read(key) {
      tier.reads++
      await tier.beforeRead()
      return present(key)
    },
    async write(key, entry) {
      tier.writes++
      await tier.beforeWrite()
      const before = present(key)
      if (!before || isNewer(entry, before)) tier.bytes.set(nameOf(key), encodeEntry(entry))
    },
    async close() {},
  }

  function present(key: Key) {
    const bytes = tier.bytes.get(nameOf(key))
    return bytes && decodeEntry(bytes)
  }

  return tier
}

function nameOf({ build, address }: Key): string {
  return `${build} ${address}`
}
