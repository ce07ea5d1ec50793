/** Which entries: those with one of the paths, below one of the prefixes, or with one of the tags; or all. */
export interface Selector {
  paths?: readonly string[]
  prefixes?: readonly string[]
  tags?: readonly string[]
  all?: true
}

/** Soft: stale from now on, so used while a new one is made. Hard: never used again. */
export type Mode = 'soft' | 'hard'

/** Concerns every entry whose making began before `version` was known. */
export interface Invalidation {
  /** Microseconds since 1970, or one more than the last: it grows even when what counted it was lost. */
  version: number
  mode: Mode
  selector: Selector
}

/** Where invalidations are made known. Each follower hears of all of them, in the order of their versions. */
export interface InvalidationLog {
  /** Resolves when all that can be reached know of it, or will. */
  append(selector: Selector, mode: Mode): Promise<{ invalidation: Invalidation; reach: 'all' | 'this-machine' }>
  /** First those on record, then each new one. Those that were lost meanwhile come as one that selects all. */
  follow(listener: (invalidation: Invalidation) => void): Promise<void>
  close(): Promise<void>
}
