import type { PlainRequest, Wishes } from '../plain-request.ts'
import { createByteMemo } from './byte-memo.ts'
import { recogniseFields, recogniseLine } from './recognise.ts'

/** What the fields of a head ask for, as {@link recogniseFields} tells it. */
export interface FieldReader {
  read(fields: string): Wishes | undefined
  /** The same of bytes from `from` up to `to`, if they were read before. */
  recall(bytes: Buffer, from: number, to: number): Wishes | undefined
}

/** How many different field blocks are remembered, and how long one may be. */
const bounds = { places: 4_096, maxBytes: 2_048 }

/**
 * A client sends the same fields with almost every request, so what was recognised once is remembered by the exact bytes.
 * The recogniser itself can then afford to be strict.
 */
export function createFieldReader(): FieldReader {
  const remembered = createByteMemo<Wishes | undefined>(bounds)

  return {
    read(fields) {
      const bytes = Buffer.from(fields, 'latin1')
      const known = remembered.find(bytes, 0, bytes.length)
      if (known) return known.value
      // From a text of its own: what is cut from it would otherwise keep all that came with it.
      const wishes = recogniseFields(bytes.toString('latin1'))
      remembered.set(bytes, wishes)
      return wishes
    },
    recall: (bytes, from, to) => remembered.find(bytes, from, to)?.value,
  }
}

/** A whole head, when both its parts are recognised. */
export function readHead(head: string, fieldReader: FieldReader): PlainRequest | undefined {
  const lineEnd = head.indexOf('\r\n')
  const asked = recogniseLine(head.slice(0, lineEnd))
  const wishes = asked && fieldReader.read(head.slice(lineEnd))
  if (!asked || !wishes) return undefined
  // Written out: V8 makes a hidden class anew for each object that two others are spread into.
  const { target, isHead } = asked
  const { encoding, ifNoneMatch, cookie, acceptLanguage } = wishes
  return { target, isHead, encoding, ifNoneMatch, cookie, acceptLanguage }
}
