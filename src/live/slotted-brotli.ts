import { constants } from 'node:zlib'
import { BrotliCompress, type ZlibOptions } from 'minizlib'
import { brotliParams } from './brotli-params.ts'
import { EnddelError } from '../core/errors.ts'
import { flushedPieces } from './flushed-pieces.ts'
import { groupSlots, type SlotGroup } from './slot-groups.ts'
import { slottedBytes } from './slotted-bytes.ts'
import type { Slot, SlottedBytes } from './slot.ts'
import { unlikeBytes } from './unlike-bytes.ts'

/**
 * A page in brotli in which the slots stand as they are, each group of them in an uncompressed meta-block (RFC 7932,
 * section 9.2), so that texts can be written over them. The same input gives the same bytes; another `seed` another try.
 *
 *     html     ... text │ slots, and what is between them │ tail │ text ...
 *     encoder  ... text │ bytes unlike all others         │ tail │ text ...     flushed at each │
 *     result   ... out  │ one block of html: slots and tail      │ out ...
 *
 * What follows a block is encoded by the two bytes before it (literal contexts): they are the tail, which never changes.
 * It must not change the ring of last distances either, which is the decoder's too: the encoder finds no copy among bytes
 * unlike all others, and never compresses a block of two bytes.
 */
export function brotliSlotted(html: Uint8Array, slots: readonly Slot[], quality: number, seed = 1): SlottedBytes {
  const groups = groupSlots(html, slots, { leastGap: tailBytes, maxBytes: maxBlockBytes - tailBytes })
  refuseAtTheEnd(html, groups)
  const pieces = [...piecesOf(html, groups, seed)]
  const outputs = flushedPieces(encoderFor(html, quality), constants.BROTLI_OPERATION_FLUSH, pieces)
  const blocks = groups.map((group, index) => {
    const body = html.subarray(group.start, group.end + tailBytes)
    return { group, before: [outputs[3 * index]!, blockHeader(body.length)], body }
  })
  return slottedBytes(blocks, [outputs.at(-1)!])
}

const tailBytes = 2
const maxBlockBytes = 65_536

/** Like render/compress.ts. */
function encoderFor(html: Uint8Array, quality: number) {
  // Its types leave out what it hands on to node.
  return new BrotliCompress({ params: brotliParams(html.byteLength, quality) } as ZlibOptions)
}

function refuseAtTheEnd(html: Uint8Array, groups: readonly SlotGroup[]): void {
  const last = groups.at(-1)
  if (last && last.end + tailBytes > html.length) {
    throw new EnddelError('E_SLOT', `less than ${tailBytes} bytes follow the last live value of the page`)
  }
}

function* piecesOf(html: Uint8Array, groups: readonly SlotGroup[], seed: number): Iterable<Uint8Array> {
  const unlike = unlikeBytes(html, seed)
  let done = 0
  for (const { start, end } of groups) {
    yield html.subarray(done, start)
    yield unlike(end - start, html[start - 1] ?? 0, html[end]!)
    done = end + tailBytes
    yield html.subarray(end, done)
  }
  yield html.subarray(done)
}

/** ISLAST 0, MNIBBLES 4 as 00, MLEN - 1 in 16 bits, ISUNCOMPRESSED 1, and zeros up to the byte. */
function blockHeader(length: number): Buffer {
  const bits = ((length - 1) << 3) | (1 << 19)
  return Buffer.from([bits & 255, (bits >> 8) & 255, bits >> 16])
}
