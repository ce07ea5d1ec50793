import { ownText } from '../../core/own-text.ts'
import type { PlainRequest, Wishes } from '../plain-request.ts'
import { recogniseFields, recogniseLine } from './recognise.ts'

/** What the fields of a head ask for, as {@link recogniseFields} tells it. */
export type ReadFields = (fields: string) => Wishes | undefined

/** How many different field blocks are remembered, and how long one may be. */
const maxRemembered = 4_096
const maxRememberedBytes = 2_048

/**
 * A client sends the same fields with almost every request, so what was recognised once is remembered by the exact bytes:
 * after that a request costs two look-ups. The recogniser itself can then afford to be strict.
 */
export function createFieldReader(): ReadFields {
  const remembered = new Map<string, Wishes | undefined>()

  return (fields) => {
    const known = remembered.get(fields)
    if (known !== undefined || remembered.has(fields)) return known
    const wishes = recogniseFields(fields)
    if (fields.length <= maxRememberedBytes) {
      if (remembered.size >= maxRemembered) remembered.delete(remembered.keys().next().value!)
      remembered.set(ownText(fields, 'latin1'), wishes)
    }
    return wishes
  }
}

/** A whole head, when both its parts are recognised. */
export function readHead(head: string, readFields: ReadFields): PlainRequest | undefined {
  const lineEnd = head.indexOf('\r\n')
  const asked = recogniseLine(head.slice(0, lineEnd))
  const wishes = asked && readFields(head.slice(lineEnd))
  if (!asked || !wishes) return undefined
  // Written out: V8 makes a hidden class anew for each object that two others are spread into.
  const { target, isHead } = asked
  const { encoding, ifNoneMatch, cookie, acceptLanguage } = wishes
  return { target, isHead, encoding, ifNoneMatch, cookie, acceptLanguage }
}
