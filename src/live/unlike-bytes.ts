/**
 * Bytes that stand for slots while the page is compressed. The encoder must find nothing in them that it knows and
 * nothing later that is like them, or the compressed text would refer to bytes that will be others. So no two bytes in a
 * row are a pair that is in the page or was given before, while there are such pairs.
 */
export function unlikeBytes(html: Uint8Array, seed: number): (length: number, before: number, after: number) => Buffer {
  const known = new Uint8Array(65_536)
  for (let at = 1; at < html.length; at++) known[(html[at - 1]! << 8) | html[at]!] = 1
  const random = randomBytes(seed)

  return (length, before, after) => {
    const bytes = Buffer.alloc(length)
    let last = before
    for (let at = 0; at < length; at++) {
      const isFree = (byte: number) => !known[(last << 8) | byte] && (at < length - 1 || !known[(byte << 8) | after])
      const byte = firstFrom(random(), isFree)
      known[(last << 8) | byte] = 1
      bytes[at] = last = byte
    }
    known[(last << 8) | after] = 1
    return bytes
  }
}

function firstFrom(start: number, isFree: (byte: number) => boolean): number {
  for (let step = 0; step < 256; step++) if (isFree((start + step) & 255)) return (start + step) & 255
  return start
}

/** The same seed gives the same bytes on every machine. A linear congruence, of which only the upper bits are good. */
export function randomBytes(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  }
}
