/** A line that is kept for each report: as bytes in few large pieces, which threads share, and no object for any of them. */
export interface ReportLines {
  /** Lines without their ends, one after the other. */
  chunks: readonly Uint8Array[]
  /** By position, newest first: id and time, in turn. */
  keys: Float64Array
  /** By position: the chunk a line is in, where it begins there, how long it is, and where in it the entry begins. */
  places: Uint32Array
  /** Positions by id. */
  byId: Uint32Array
}

export interface ReportLine {
  id: number
  /** In milliseconds since 1970. */
  time: number
  bytes: Uint8Array
  /** Where the entry begins. */
  entryAt: number
}

export interface LineCollector {
  /** Copies the line; returns its number. */
  add(line: ReportLine): number
  /** The lines with these numbers, each id once: newest first, then by id. */
  finish(numbers: readonly number[]): ReportLines
}

/** Chunks are of this size, but for lines that are larger. */
const chunkBytes = 1024 * 1024

export function collectLines(): LineCollector {
  const chunks: Uint8Array[] = []
  const keys: number[] = []
  const places: number[] = []
  let free = 0

  function room(bytes: number): Uint8Array {
    const last = chunks.at(-1)
    if (last && last.length - free >= bytes) return last
    free = 0
    const chunk = new Uint8Array(new SharedArrayBuffer(Math.max(chunkBytes, bytes)))
    chunks.push(chunk)
    return chunk
  }

  return {
    add({ id, time, bytes, entryAt }) {
      room(bytes.length).set(bytes, free)
      keys.push(id, time)
      places.push(chunks.length - 1, free, bytes.length, entryAt)
      free += bytes.length
      return keys.length / 2 - 1
    },
    finish(numbers) {
      const id = (number: number) => keys[number * 2]!
      const time = (number: number) => keys[number * 2 + 1]!
      const sorted = Uint32Array.from(numbers).sort((a, b) => time(b) - time(a) || id(b) - id(a))
      const lines = linesFor(chunks, sorted.length)
      for (const [position, number] of sorted.entries()) {
        lines.keys.set([id(number), time(number)], position * 2)
        lines.places.set(places.slice(number * 4, number * 4 + 4), position * 4)
      }
      return sortById(lines)
    },
  }
}

export function lineOf({ chunks, keys, places }: ReportLines, position: number): ReportLine {
  const at = position * 4
  const [chunk, from, length, entryAt] = [places[at]!, places[at + 1]!, places[at + 2]!, places[at + 3]!]
  const bytes = chunks[chunk]!.subarray(from, from + length)
  return { id: keys[position * 2]!, time: keys[position * 2 + 1]!, bytes, entryAt }
}

/** Lines that stand in one piece already, in their order. */
export function linesIn(chunk: Uint8Array, found: readonly Omit<ReportLine, 'bytes'>[], ends: readonly number[]) {
  const lines = linesFor([chunk], found.length)
  for (const [position, { id, time, entryAt }] of found.entries()) {
    const at = position === 0 ? 0 : ends[position - 1]! + 1
    lines.keys.set([id, time], position * 2)
    lines.places.set([0, at, ends[position]! - at, entryAt], position * 4)
  }
  return sortById(lines)
}

function linesFor(chunks: readonly Uint8Array[], count: number): ReportLines {
  return {
    chunks,
    keys: new Float64Array(new SharedArrayBuffer(count * 2 * 8)),
    places: new Uint32Array(new SharedArrayBuffer(count * 4 * 4)),
    byId: new Uint32Array(new SharedArrayBuffer(count * 4)),
  }
}

function sortById(lines: ReportLines): ReportLines {
  const { byId, keys } = lines
  for (const [position] of byId.entries()) byId[position] = position
  byId.sort((a, b) => keys[a * 2]! - keys[b * 2]!)
  return lines
}
