import { constants, crc32 } from 'node:zlib'
import { DeflateRaw } from 'minizlib'
import { flushedPieces } from './flushed-pieces.ts'
import { groupSlots, type SlotGroup } from './slot-groups.ts'
import { slottedBytes } from './slotted-bytes.ts'
import type { Slot, SlottedBytes } from './slot.ts'
import { unlikeBytes } from './unlike-bytes.ts'

/**
 * A page in gzip (RFC 1952) in which the slots stand as they are, in stored blocks (RFC 1951, section 3.2.4). As in
 * slotted-brotli.ts the encoder sees bytes unlike all others in their place. The trailer is right for the html as given;
 * `fillGzip` renews it.
 */
export function gzipSlotted(html: Uint8Array, slots: readonly Slot[], level: number): SlottedBytes {
  const groups = groupSlots(html, slots, { leastGap: 1, maxBytes: maxBlockBytes })
  const encoder = new DeflateRaw({ level })
  const outputs = flushedPieces(encoder, constants.Z_SYNC_FLUSH, [...piecesOf(html, groups)])
  const blocks = groups.map((group, index) => ({
    group,
    before: [index === 0 ? header : empty, withoutFlush(outputs[2 * index]!), lengthOf(group)],
    body: html.subarray(group.start, group.end),
  }))
  return slottedBytes(blocks, [groups.length === 0 ? header : empty, outputs.at(-1)!, trailerOf(html)])
}

const maxBlockBytes = 65_535

/** Deflate, no name, no time, system unknown: the same on every machine. */
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255)
const empty = new Uint8Array()

function* piecesOf(html: Uint8Array, groups: readonly SlotGroup[]): Iterable<Uint8Array> {
  const unlike = unlikeBytes(html, 1)
  let done = 0
  for (const { start, end } of groups) {
    yield html.subarray(done, start)
    yield unlike(end - start, html[start - 1] ?? 0, html[end] ?? 0)
    done = end
  }
  yield html.subarray(done)
}

/**
 * A sync flush ends with an empty stored block: three bits, zeros up to the byte, and the length 00 00 FF FF. Without its
 * length it is the beginning of ours.
 */
function withoutFlush(output: Buffer): Buffer {
  return output.subarray(0, -4)
}

function lengthOf({ start, end }: SlotGroup): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16LE(end - start, 0)
  bytes.writeUInt16LE(~(end - start) & 0xffff, 2)
  return bytes
}

function trailerOf(html: Uint8Array): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE(crc32(html), 0)
  bytes.writeUInt32LE(html.length % 2 ** 32, 4)
  return bytes
}
