import type { ProviderName, ProviderProblem, Quote } from '../quote.ts'

/** How a provider's stream is spoken. */
export interface StreamDialect {
  name: ProviderName
  /** With path and query. */
  url: string
  /** The first message, sent as soon as the connection stands. */
  greeting?: string
  ping?: { text: string; everyMs: number }
  /** Made anew for every connection, so that what it remembers ends with that. */
  createReader(): StreamReader
}

/** What a message says. It is given any JSON at all, and answers `[]` to what it does not know. */
export type StreamReader = (message: unknown) => readonly StreamNews[]

export type StreamNews =
  | { type: 'quote'; quote: Quote }
  /** Nothing new, but the connection works. */
  | { type: 'alive' }
  /** Holds until the next quote. */
  | { type: 'problem'; problem: ProviderProblem }
  /** The server will close the connection soon. */
  | { type: 'leaving' }
