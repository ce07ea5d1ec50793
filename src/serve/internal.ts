import type { Board } from '../market/board.ts'
import type { MarketMode } from '../market/market-view.ts'
import { type Answer, jsonAnswer } from './answer.ts'
import { cacheStats } from './cache-stats.ts'
import { metricsText, metricsType, type MetricsJson } from './metrics.ts'
import type { Release } from './release.ts'

export interface InternalParts {
  release(): Release
  state(): 'warming' | 'ready' | 'stopping'
  /** Why the newest build could not be loaded, if so. */
  releaseProblem(): string | undefined
  /** Undefined when there is no Redis to reach. */
  isRedisUp: (() => boolean) | undefined
  /** The figures pages show. */
  board: Board
  market: MarketMode
  /** Of all processes. */
  metrics(): Promise<MetricsJson[]>
}

/** Paths for operators, all of them only to be read. */
export function createInternal(parts: InternalParts) {
  const health = () => jsonAnswer(200, healthOf(parts))
  const metrics = async (): Promise<Answer> => {
    const body = await metricsText(await parts.metrics())
    return { kind: 'text', status: 200, body, type: metricsType, headers: [] }
  }
  const stats = async () => jsonAnswer(200, cacheStats(await parts.metrics()))
  const answers: Record<string, () => Answer | Promise<Answer>> = {
    '/livez': () => jsonAnswer(200, { status: 'ok' }),
    '/readyz': () => jsonAnswer(parts.state() === 'ready' ? 200 : 503, { status: parts.state() }),
    '/health': health,
    '/api/health': health,
    '/metrics': metrics,
    '/internal/metrics/cache/prometheus': metrics,
    '/internal/metrics/cache': stats,
    '/cache-stats': stats,
    '/admin/cache/stats': stats,
  }
  return (path: string): Answer | Promise<Answer> | undefined =>
    Object.hasOwn(answers, path) ? answers[path]!() : undefined
}

/** A page is always served while this process lives, so whatever is wrong degrades and does not end it. */
function healthOf({ release, releaseProblem, isRedisUp, board, market }: InternalParts) {
  const { id, built, damaged, quarantined, products } = release()
  const critical = products?.stats().critical
  const priceStatus = market === 'off' ? undefined : (board.get('BTC.price')?.status ?? 'unavailable')
  const problems = {
    ...(releaseProblem() && { build: 'the newest build cannot be loaded; the log says why' }),
    ...(damaged.length > 0 && { pages: `${damaged.length} built pages are damaged and rendered on demand` }),
    ...(quarantined.length > 0 && {
      reports: `${quarantined.length} reports cannot be shown as they are now; \`enddel build\` says why`,
    }),
    ...(isRedisUp?.() === false && { redis: 'cannot be reached; pages are kept in memory alone' }),
    ...(priceStatus &&
      priceStatus !== 'live' && { market: `prices are ${priceStatus}; the last good ones show, with their age` }),
    ...(critical &&
      critical.ageSeconds === undefined && { products: 'the API has not answered; those of the build serve' }),
  }
  return {
    status: Object.keys(problems).length > 0 ? 'degraded' : 'ok',
    build: id,
    pages: built.size,
    damagedPages: damaged.length,
    quarantinedReports: quarantined.length,
    ...(isRedisUp && { redis: isRedisUp() ? 'up' : 'down' }),
    market,
    ...(priceStatus && { prices: priceStatus }),
    ...(critical && { productsAgeSeconds: critical.ageSeconds ?? null }),
    ...(Object.keys(problems).length > 0 && { problems }),
  }
}
