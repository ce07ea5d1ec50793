import type { AnswerHead } from './answer-head.ts'

/**
 * What tells an answer of the same length as one that was read before: it is recognised by a few bytes at the same places
 * instead of being parsed, which is what lets this client keep up with servers that are faster than parsing.
 */
export interface Layout {
  status: number
  headBytes: number
  bodyBytes: number
  /** A head of this layout, and where its Content-Length line stands in it; nowhere: 0 to 0. */
  head: Buffer
  lengthFrom: number
  lengthTo: number
}

/** `bytes` is all of a head. Undefined when its answer's end is not told by a length, or its connection's end follows. */
export function layoutOf({ status, body, isLast }: AnswerHead, bytes: Buffer): Layout | undefined {
  if (typeof body !== 'number' || isLast) return undefined
  const head = Buffer.from(bytes)
  const text = head.toString('latin1').toLowerCase()
  const lengthFrom = Math.max(0, text.indexOf('\r\ncontent-length:'))
  const lengthTo = lengthFrom === 0 ? 0 : text.indexOf('\r\n', lengthFrom + 2) + 2
  return { status, headBytes: head.length, bodyBytes: body, head, lengthFrom, lengthTo }
}

/** Whether what begins at `from` is an answer of this layout; its head has to be there as a whole. */
export function hasLayout(layout: Layout, bytes: Buffer, from: number, to: number): boolean {
  const { head, headBytes, lengthFrom, lengthTo } = layout
  if (to - from < headBytes) return false
  for (let at = 7; at < 12; at++) if (bytes[from + at] !== head[at]) return false
  for (let at = headBytes - 4; at < headBytes; at++) if (bytes[from + at] !== head[at]) return false
  for (let at = lengthFrom; at < lengthTo; at++) if (bytes[from + at] !== head[at]) return false
  return true
}
