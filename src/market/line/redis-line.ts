import { randomUUID } from 'node:crypto'
import { EnddelError } from '../../core/errors.ts'
import type { Running } from '../../core/lifecycle.ts'
import type { RedisLink } from '../../core/redis.ts'
import { createBoard } from '../board.ts'
import type { Figure, FigureId, MarketChange } from '../figure.ts'
import type { LineEvent } from './line-event.ts'
import type { MarketLine, Publish } from './line.ts'
import { channel, createMarketScripts, messageIn, type Written } from './redis-line-script.ts'

interface Options {
  newEpoch(): string
  /** How long one leads that is not heard of any more. */
  leaseMs?: number
  /** How often the lease is renewed, and how often others ask for it. */
  renewMs?: number
}

type Poll = (publish: Publish) => Running
type Figures = Readonly<Record<FigureId, Figure>>

/**
 * The line of many machines. The leader's changes are kept in Redis and told on a channel; whoever may have missed one
 * takes what is kept. A leader whom Redis does not answer goes on until it hears of another: who it was is decided by the
 * fence. When Redis was emptied the leader brings back all it knows, as a new epoch.
 */
export function createRedisLine(
  redis: Pick<RedisLink, 'run' | 'listen'>,
  { newEpoch, leaseMs = 5_000, renewMs = 1_000 }: Options,
  onEvent: (event: LineEvent) => void,
): MarketLine {
  const board = createBoard()
  const scripts = createMarketScripts(redis)
  const token = randomUUID()
  let wanted: Poll | undefined
  let term: { fence: number; polling: Running } | undefined
  let leaving: Promise<void> | undefined
  let isStale = true
  let isFailing = false
  let closing: Promise<void> | undefined

  const sync = inTurn(async () => {
    try {
      await leaving
      if (wanted && !closing) await hold(wanted)
      if (isStale && !closing) await load()
      isFailing = false
    } catch (error) {
      fail(error)
    }
  })
  const listening = redis.listen(channel, hear, lookAgain)
  const timer = setInterval(sync, renewMs)
  timer.unref()

  function fail(error: unknown) {
    if (!isFailing) onEvent({ type: 'market-line-failed', error })
    isFailing = true
  }

  async function hold(poll: Poll): Promise<void> {
    const fence = term?.fence ?? 0
    const held = await scripts.hold({ token, leaseMs, fence, known: board.clock() })
    if (fence > 0 && held.fence !== fence) return resign()
    if (fence === 0 && held.fence > 0) {
      await load() // so that it goes on where the last one ended
      if (!closing) begin(held.fence, poll)
    }
    // One who knows nothing has nothing to bring back.
    if (term && !held.isThere && board.clock().epoch !== '') await bringBack()
  }

  function begin(fence: number, poll: Poll) {
    let waiting: Figures = {}
    const send = inTurn(async () => {
      const figures = waiting
      waiting = {}
      await write(fence, figures)
    })
    const polling = poll((figures) => {
      waiting = { ...waiting, ...figures }
      return send()
    })
    term = { fence, polling }
    onEvent({ type: 'market-leader', is: true })
  }

  /** Nothing of another leader is taken in before the poll has ended. */
  function resign(): Promise<void> {
    if (!term) return leaving ?? Promise.resolve()
    const { polling } = term
    term = undefined
    leaving = polling
      .close()
      .catch(fail)
      .then(() => {
        leaving = undefined
        onEvent({ type: 'market-leader', is: false })
        lookAgain()
      })
    return leaving
  }

  async function write(fence: number, figures: Figures): Promise<void> {
    if ((await put(fence, 'change', figures)) !== 'absent') return
    await bringBack()
    if ((await put(fence, 'change', figures)) === 'absent') throw new EnddelError('E_REDIS', 'Redis was emptied twice')
  }

  const bringBack = inTurn(async () => {
    if (term) await put(term.fence, 'snapshot', board.snapshot().figures)
  })

  async function put(fence: number, kind: MarketChange['kind'], figures: Figures): Promise<Written> {
    if (term?.fence !== fence) throw notLeading()
    const epoch = kind === 'snapshot' ? newEpoch() : ''
    const written = await scripts.write({ fence, known: board.clock(), epoch, figures })
    if (written === 'refused') {
      void resign()
      throw notLeading()
    }
    if (typeof written === 'object' && term?.fence === fence) {
      if (kind === 'snapshot') board.apply({ kind, ...written, figures })
      else take({ kind, ...written, figures })
    }
    return written
  }

  function hear(text: string) {
    const message = messageIn(text)
    if (message?.kind === 'released') void sync()
    else if (!message || (term && message.leader > term.fence)) lookAgain()
    else take(message.change)
  }

  /** A change that is not the next says that others were missed. */
  function take(change: MarketChange) {
    const { epoch, seq } = board.clock()
    if (change.epoch === epoch && change.seq <= seq) return
    const isNext = change.kind === 'change' && change.epoch === epoch && change.seq === seq + 1
    if (isNext && !leaving) board.apply(change)
    else lookAgain()
  }

  function lookAgain() {
    isStale = true
    void sync()
  }

  async function load(): Promise<void> {
    isStale = false
    const loaded = await scripts.load({ fence: term?.fence ?? 0, known: board.clock() }).catch((error: unknown) => {
      isStale = true
      throw error
    })
    if (loaded && term && loaded.leader > term.fence) return resign()
    if (leaving) isStale = true
    else if (loaded) board.apply(loaded.snapshot)
  }

  return {
    board,
    lead(poll) {
      if (closing || wanted) throw new Error('this line is closed, or wants to lead already')
      wanted = poll
      void sync()
    },
    close() {
      closing ??= (async () => {
        clearInterval(timer)
        await sync() // what is under way has ended
        await resign()
        // Should this fail, the lease ends with its time.
        if (wanted) await scripts.release(token).catch(() => {})
        await listening.close()
      })()
      return closing
    },
  }
}

/** One at a time; all who ask while one runs have the next in common. */
function inTurn(work: () => Promise<void>): () => Promise<void> {
  let running = Promise.resolve()
  let next: Promise<void> | undefined
  return () => {
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined
        running = work()
        return running
      })
    return next
  }
}

function notLeading(): EnddelError {
  return new EnddelError('E_NOT_LEADING', 'another one leads the market')
}
