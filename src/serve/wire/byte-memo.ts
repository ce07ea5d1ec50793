/** What was made from bytes before. */
export interface Known<T> {
  readonly bytes: Uint8Array
  readonly value: T
}

/** Values by the exact bytes they were made from, where the same bytes come again and again. */
export interface ByteMemo<T> {
  /** By a part of `bytes`, `to` exclusive. It makes no text, and nothing else. */
  find(bytes: Buffer, from: number, to: number): Known<T> | undefined
  /** Keeps a copy of the bytes. */
  set(bytes: Buffer, value: T): void
}

export interface ByteMemoBounds {
  /** Bytes that are looked for in the same place share it: the one that was set last has it. */
  places: number
  /** What is longer is not remembered. */
  maxBytes: number
}

export function createByteMemo<T>({ places, maxBytes }: ByteMemoBounds): ByteMemo<T> {
  const known: (Known<T> | undefined)[] = []
  for (let place = 0; place < places; place++) known.push(undefined)

  /** Of what is long not every byte counts, since the whole is compared anyhow; clients differ mostly in what they say last. */
  function placeOf(bytes: Buffer, from: number, to: number): number {
    const tail = Math.max(from, to - 32)
    const step = 1 + ((tail - from) >> 5)
    let hash = to - from
    for (let at = from; at < to; at += at < tail ? step : 1) hash = (Math.imul(hash, 31) + bytes[at]!) | 0
    return ((hash ^ (hash >>> 15)) >>> 0) % places
  }

  return {
    find(bytes, from, to) {
      const found = known[placeOf(bytes, from, to)]
      return found && isEqual(found.bytes, bytes, from, to) ? found : undefined
    },
    set(bytes, value) {
      if (bytes.length > maxBytes) return
      known[placeOf(bytes, 0, bytes.length)] = { bytes: new Uint8Array(bytes), value }
    },
  }
}

/** A call out of JavaScript costs as much as comparing this many bytes in it. */
const fewBytes = 64

function isEqual(own: Uint8Array, bytes: Buffer, from: number, to: number): boolean {
  if (own.length !== to - from) return false
  if (own.length > fewBytes) return bytes.compare(own, 0, own.length, from, to) === 0
  for (let at = 0; at < own.length; at++) if (own[at] !== bytes[from + at]) return false
  return true
}
