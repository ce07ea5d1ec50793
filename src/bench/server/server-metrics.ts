import { EnddelError, messageOf } from '../../core/errors.ts'
import type { BenchServer } from './bench-server.ts'

export interface ServerMetrics {
  /** Pages rendered on demand since the start, by the workers that live. */
  renders: number
  /** Since these metrics were read before: the 99th percentile, of several workers the mean of theirs. */
  eventLoopDelayMs: number
}

type Asked = Pick<BenchServer, 'url'>

const askMs = 10_000

/** Undefined for a server that has no such metrics, and when it does not answer. */
export async function readMetrics(server: Asked): Promise<ServerMetrics | undefined> {
  const text = await get(new URL('/metrics', server.url))
    .then(({ status, body }) => (status === 200 ? body : ''))
    .catch(() => '')
  const lag = valuesOf(text, 'nodejs_eventloop_lag_p99_seconds')[0]
  if (lag === undefined || !text.includes(`# TYPE ${rendersName} `)) return undefined
  const renders = valuesOf(text, rendersName).reduce((total, value) => total + value, 0)
  return { renders, eventLoopDelayMs: Math.max(0, lag * 1000 - timerMs) }
}

/** None of its pages is used again, once this has resolved. Throws an E_BENCH_ADMIN when it does not let us. */
export async function invalidateAll({ url, secret }: BenchServer): Promise<void> {
  const { status, body } = await ask(new URL('/internal/cache/invalidate', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${secret ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify({ all: true, hard: true }),
  }).catch((error: unknown) => {
    throw refused(url, messageOf(error))
  })
  if (status >= 300) throw refused(url, `answers ${status}: ${body.trim()}`)
  // The primary has told all workers by now; each hears of it before it is asked for its metrics, which come from all.
  await get(new URL('/metrics', url))
}

/** The builds that its workers serve: more than one while they turn to another. */
export async function servedBuilds(server: Asked): Promise<string[]> {
  const { body } = await get(new URL('/metrics', server.url))
  return [...body.matchAll(/^enddel_build_pages\{.*?build="(\w+)"/gm)].map(([, build]) => build!)
}

export async function isReady(server: Asked): Promise<boolean> {
  return get(new URL('/readyz', server.url)).then(
    ({ status }) => status === 200,
    () => false,
  )
}

const rendersName = 'enddel_ssr_cache_renders_total'
/** The delay is measured by a timer of 10 ms, and what it tells has these in it. */
const timerMs = 10

function refused(url: URL, why: string): EnddelError {
  return new EnddelError('E_BENCH_ADMIN', `${url.origin} does not let its pages be invalidated: ${why}`, {
    hint: 'give the AUTO_UPDATE_SECRET_KEY of that server, in the environment or in .env',
  })
}

function get(url: URL): Promise<{ status: number; body: string }> {
  return ask(url, {})
}

/** On a connection of its own: one that is kept may be that of a worker that is killed. */
async function ask(url: URL, init: RequestInit & { headers?: Record<string, string> }) {
  const headers = { ...init.headers, connection: 'close' }
  const response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(askMs) })
  return { status: response.status, body: await response.text() }
}

/** Of all its labels, from Prometheus text. */
function valuesOf(text: string, name: string): number[] {
  const lines = text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)`, 'gm'))
  return [...lines].map(([, value]) => Number(value))
}
