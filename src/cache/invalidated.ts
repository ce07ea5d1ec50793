import type { Invalidation, Mode } from './invalidation.ts'

export interface Invalidated {
  apply(invalidation: Invalidation): void
  /** Of the newest invalidation applied, 0 before the first: what is made from now on bears it. */
  readonly version: number
  /** Whether an entry with these names and tags is still good, if `version` was the newest when its making began. */
  verdict(names: readonly string[], tags: readonly string[], version: number): 'valid' | Mode
}

/** The newest version of each mode, 0 for none. */
type Marks = Record<Mode, number>

type MarksByKey = Map<string, Marks>

/**
 * What was invalidated since when: the index every process keeps, fed with all invalidations in their order. A page has
 * several names, its address (`/vi/coin/btc`) and its path without the language (`/coin/btc`); each of them may be meant.
 *
 * Beyond `maxSelectors` paths, prefixes and tags the oldest are forgotten as if they had selected all: some pages are made
 * anew for nothing, but none is taken for good that is not.
 */
export function createInvalidated({ maxSelectors = 10_000 }: { maxSelectors?: number } = {}): Invalidated {
  const all: Marks = { soft: 0, hard: 0 }
  const paths: MarksByKey = new Map()
  const prefixes: MarksByKey = new Map()
  const tags: MarksByKey = new Map()
  let newest = 0

  function forgetOldest(): void {
    const kinds = [paths, prefixes, tags]
    const oldest = kinds.reduce((a, b) => (firstVersionOf(a) <= firstVersionOf(b) ? a : b))
    for (const [key, marks] of oldest) {
      oldest.delete(key)
      return raise(all, marks)
    }
  }

  return {
    get version() {
      return newest
    },
    apply({ version, mode, selector }) {
      newest = Math.max(newest, version)
      if (selector.all) raise(all, { [mode]: version })
      for (const path of selector.paths ?? []) mark(paths, path, mode, version)
      for (const prefix of selector.prefixes ?? []) mark(prefixes, prefix, mode, version)
      for (const tag of selector.tags ?? []) mark(tags, tag, mode, version)
      while (paths.size + prefixes.size + tags.size > maxSelectors) forgetOldest()
    },
    verdict(names, tagsOfEntry, version) {
      if (version >= newest) return 'valid'
      const found = { ...all }
      for (const tag of tagsOfEntry) raise(found, tags.get(tag))
      for (const name of names) {
        raise(found, paths.get(name))
        if (prefixes.size > 0) for (const prefix of prefixesOf(name)) raise(found, prefixes.get(prefix))
      }
      if (found.hard > version) return 'hard'
      return found.soft > version ? 'soft' : 'valid'
    },
  }
}

/** A map keeps its order: the key that was marked last comes last. */
function mark(marksByKey: MarksByKey, key: string, mode: Mode, version: number): void {
  const marks = marksByKey.get(key) ?? { soft: 0, hard: 0 }
  raise(marks, { [mode]: version })
  marksByKey.delete(key)
  marksByKey.set(key, marks)
}

function raise(marks: Marks, { soft = 0, hard = 0 }: Partial<Marks> = {}): void {
  marks.soft = Math.max(marks.soft, soft)
  marks.hard = Math.max(marks.hard, hard)
}

function firstVersionOf(marksByKey: MarksByKey): number {
  for (const { soft, hard } of marksByKey.values()) return Math.max(soft, hard)
  return Infinity
}

/** All that may stand for a name as a prefix: `/`, `/coin`, `/coin/` and `/coin/btc` for `/coin/btc`, so looking up does not grow with their number. */
function* prefixesOf(name: string): Generator<string> {
  yield name
  for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', slash + 1)) {
    yield name.slice(0, slash)
    yield name.slice(0, slash + 1)
  }
}
