import type { Running } from '../core/lifecycle.ts'
import type { RedisLink } from '../core/redis.ts'
import { createDesk, type Desk } from '../market/desk/desk.ts'
import { createDemoSources } from '../market/demo/demo.ts'
import type { MarketChange } from '../market/figure.ts'
import { figuresOf } from '../market/figures-of.ts'
import type { LineEvent } from '../market/line/line-event.ts'
import type { MarketLine, Publish } from '../market/line/line.ts'
import type { LiveSourcesOptions } from '../market/desk/live-sources.ts'
import { createLocalLine } from '../market/line/local-line.ts'
import type { MarketEvent } from '../market/desk/market-event.ts'
import type { ProviderEvent } from '../market/providers/provider-event.ts'
import { createRedisLine } from '../market/line/redis-line.ts'
import { parseMarket } from '../market/sample.ts'
import { requireCurrent } from '../output/current.ts'
import { contentFiles } from '../output/layout.ts'
import { openBuild } from '../output/read.ts'

export type MarketOptions =
  | { mode: 'off' | 'demo' }
  /** The dated snapshot of the build in `out` shows until a provider has answered. */
  | { mode: 'live'; out: string; providers: LiveSourcesOptions; pricesEveryMs?: number }

export type MarketPartEvent = MarketEvent | LineEvent | ProviderEvent

/** The market of a machine. One process of all that share a Redis asks the providers; the others hear of it. */
export interface MarketPart extends Running {
  /** Hears what there is now, and every change from then on. */
  follow(listener: (change: MarketChange) => void): void
  /** Has all providers asked now, where this process is the one that asks. */
  refresh(): Promise<void>
}

export async function openMarket(
  options: MarketOptions,
  redis: RedisLink | undefined,
  onEvent: (event: MarketPartEvent) => void,
): Promise<MarketPart> {
  if (options.mode === 'off') return { follow() {}, async refresh() {}, async close() {} }
  const openSources = await sourcesOf(options)
  const line: MarketLine = redis
    ? createRedisLine(redis, { newEpoch }, onEvent)
    : createLocalLine({ epoch: newEpoch() })
  let desk: Desk | undefined

  function poll(publish: Publish): Running {
    const live = options.mode === 'live' ? options : undefined
    const { sources, close } = openSources(onEvent)
    const shown = live && showSnapshot(live.out, line, publish)
    const publishAfter: Publish = async (figures) => {
      await shown // comes first, so that it cannot take the place of what a provider says
      await publish(figures)
    }
    const started = createDesk(
      { sources, board: line.board, pricesEveryMs: live?.pricesEveryMs },
      publishAfter,
      onEvent,
    )
    desk = started
    return {
      async close() {
        if (desk === started) desk = undefined
        await started.close()
        await close()
      },
    }
  }

  line.lead(poll)

  return {
    follow(listener) {
      if (line.board.clock().seq > 0) listener(line.board.snapshot())
      line.board.onChange(listener)
    },
    refresh: async () => desk?.refresh(),
    close: () => line.close(),
  }
}

async function sourcesOf(options: MarketOptions) {
  if (options.mode !== 'live') {
    return () => ({ sources: createDemoSources({ seed: 'enddel' }), close: async () => {} })
  }
  // Not before it is needed: whoever writes a site should not wait for it to be loaded.
  const { createLiveSources } = await import('../market/desk/live-sources.ts')
  return (onEvent: (event: ProviderEvent) => void) => createLiveSources(options.providers, onEvent)
}

/** Unlike any before, and in the order of time for whoever reads them. */
function newEpoch(): string {
  return Date.now().toString(36) + Math.random().toString(36).slice(2, 5)
}

/** What the content knows, with its date, in place of what is not known at all. */
async function showSnapshot(out: string, { board }: MarketLine, publish: Publish): Promise<void> {
  try {
    const build = await openBuild(out, (await requireCurrent(out)).build)
    const text = (await build.readFile(contentFiles.market)).toString()
    const dated = Object.entries(figuresOf(parseMarket(text, build.pathOf(contentFiles.market))))
    const missing = dated.filter(([id]) => board.get(id) === undefined)
    if (missing.length > 0) await publish(Object.fromEntries(missing))
  } catch {
    // Without it the figures come when a provider has answered.
  }
}
