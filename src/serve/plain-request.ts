import type { Message } from './message.ts'
import type { Encoding } from './negotiate.ts'

/** What the fields of a request ask for; the same fields always ask for the same. */
export interface Wishes {
  encoding: Encoding
  ifNoneMatch: string | undefined
  cookie: string | undefined
  acceptLanguage: string | undefined
}

/** A GET or HEAD of which no more is to be known than this. */
export interface PlainRequest extends Wishes {
  target: string
  isHead: boolean
}

/** Answers a plain request if its answer is a page's or the like; undefined if it is not. Never rejects. */
export type AnswerPlain = (request: PlainRequest) => Promise<Message> | undefined
