import type { SlotGroup } from './slot-groups.ts'
import type { SlottedBytes } from './slot.ts'

/** A group of slots in compressed bytes: `body` begins with the html of the group, as it is. */
export interface Block {
  group: SlotGroup
  before: readonly Uint8Array[]
  body: Uint8Array
}

/** All in their order, with the places where the slots came to stand. */
export function slottedBytes(blocks: readonly Block[], after: readonly Uint8Array[]): SlottedBytes {
  const parts: Uint8Array[] = []
  const at: number[] = []
  let length = 0
  const add = (part: Uint8Array) => {
    parts.push(part)
    length += part.length
  }
  for (const { group, before, body } of blocks) {
    before.forEach(add)
    for (const slot of group.slots) at.push(length + slot.at - group.start)
    add(body)
  }
  after.forEach(add)
  return { bytes: Buffer.concat(parts, length), at }
}
