/** For how long an entry may be used, in milliseconds: fresh, then stale-while-revalidate, and stale-if-error (RFC 9111, RFC 5861). */
export interface Lifetime {
  freshForMs: number
  /** After freshness: used while a new one is made. */
  staleForMs: number
  /** After freshness: used when making a new one fails. */
  staleIfErrorMs: number
}

/** What tiers beyond this process keep. The bodies and `meta` are their owner's business; the rest decides on their life. */
export interface Entry {
  bodies: Readonly<Record<string, Uint8Array>>
  /** Plain JSON. */
  meta: unknown
  /** When it was made, in milliseconds since 1970. */
  madeAt: number
  lifetime: Lifetime
  tags: readonly string[]
  /** Version of the newest invalidation that was known when its making began. */
  version: number
}

/** Entries of different builds never meet: an instance of an older build cannot touch a newer page. */
export interface Key {
  build: string
  address: string
}

/** Milliseconds from its making after which an entry is of no use to anyone. */
export function lifeMs({ freshForMs, staleForMs, staleIfErrorMs }: Lifetime): number {
  return freshForMs + Math.max(staleForMs, staleIfErrorMs)
}

/** Whether `a` may take the place of `b`: known to be made under a later invalidation, or under the same and later. */
export function isNewer(a: Pick<Entry, 'version' | 'madeAt'>, b: Pick<Entry, 'version' | 'madeAt'>): boolean {
  return a.version > b.version || (a.version === b.version && a.madeAt >= b.madeAt)
}
