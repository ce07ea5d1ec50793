import type { Entry, Key } from './entry.ts'

/** A place outside this process where entries are kept and shared. It is a helper: whoever asks it goes on without. */
export interface SharedTier {
  readonly name: 'redis' | 'disk'
  /** Undefined when there is no entry, or none that can be trusted. Rejects when the tier does not work. */
  read(key: Key): Promise<Entry | undefined>
  /** Keeps the entry until its life is over, unless a newer one is there. Rejects when the tier does not work. */
  write(key: Key, entry: Entry): Promise<void>
  close(): Promise<void>
}
