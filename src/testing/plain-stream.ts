/** Streams in the plainest dialect of all: a number is a price of BTC. */
import type { ProviderProblem, QuoteStream } from '../market/quote.ts'
import type { StreamDialect, StreamReader } from '../market/streams/stream-dialect.ts'
import { createStreamSocket, type StreamOptions } from '../market/streams/stream-socket.ts'
import { createHeard, type Heard } from './heard.ts'
import { closesAtOnce, type Play, type StubStream, withStream } from './stub-stream.ts'

interface Following {
  stream: QuoteStream
  /** Prices, problems, and `fine` for none. */
  told: Heard<number | 'fine' | ProviderProblem>
  /** Resolves when so many quotes were told. */
  quotes(count: number): Promise<void>
}

type Options = StreamOptions & { dialect?: Partial<StreamDialect> }

export const sorry = { kind: 'bad-request', detail: 'sorry' } as const

/** Runs `work` with a stream that follows a stub. */
export function following(
  play: Play,
  options: Options,
  work: (following: Following & { stub: StubStream }) => Promise<void>,
): Promise<void> {
  return withStream(play, (stub) => followingAt(stub.url, options, (following) => work({ ...following, stub })))
}

export async function followingAt(
  url: string,
  options: Options,
  work: (following: Following) => Promise<void>,
): Promise<void> {
  const stream = createPlainStream(url, options)
  const told: Following['told'] = createHeard()
  stream.start({
    quote: ({ priceUsd }) => told.add(priceUsd),
    state: (problem) => told.add(problem ?? 'fine'),
  })
  const quotes = (count: number) =>
    told.until((items) => items.filter((item) => typeof item === 'number').length >= count)
  try {
    await work({ stream, told, quotes })
  } finally {
    await stream.close()
  }
}

/** Its waits are over at once. */
export function createPlainStream(url: string, { dialect, ...options }: Options = {}): QuoteStream {
  const plain: StreamDialect = { name: 'demo', url, createReader: () => readPlain, ...dialect }
  return createStreamSocket(plain, { firstBackoffMs: 1, maxBackoffMs: 4, ...options })
}

export const readPlain: StreamReader = (message) => {
  if (typeof message === 'number' && Number.isFinite(message)) {
    return [{ type: 'quote', quote: { symbol: 'BTC', priceUsd: message, sourceTime: undefined } }]
  }
  if (message === 'sorry') return [{ type: 'problem', problem: sorry }]
  return message === 'leaving' || message === 'alive' ? [{ type: message }] : []
}

/** Lets another stream come back so often that this one would have had the time too. */
export async function othersComeBack({ url, asked, play }: StubStream): Promise<void> {
  const enough = asked.items.length + 10
  play(closesAtOnce)
  const other = createPlainStream(`${url}/other`)
  other.start({ quote: () => {}, state: () => {} })
  await asked.until(({ length }) => length >= enough)
  await other.close()
}

/** How often it came itself. */
export function comings({ asked }: StubStream): number {
  return asked.items.filter(({ url }) => url === '/').length
}
