import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { createHistogram } from './figures/histogram.ts'
import type { LoadPlan } from './load/load-plan.ts'
import type { LoadResult } from './load/load-result.ts'
import { cpuUsOf } from './server/process-usage.ts'

interface WrkSummary {
  us: number
  requests: number
  bytes: number
  /** Answers of another status than 2xx and 3xx. */
  status: number
  /** Connections that were refused, closed or timed out. */
  broken: number
  /** In microseconds. */
  quantiles: number[]
}

const lookMs = 100

/** The same load by wrk, closed model only. It knows whether answers are of a good status, and nothing else about them. */
export async function wrkLoad(plan: LoadPlan, { stop }: { stop: AbortSignal }): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'enddel-wrk-'))
  try {
    const script = join(folder, 'load.lua')
    await writeFile(script, luaOf(plan), 'latin1')
    const { output, cpuUs } = await runWrk(plan, script, stop)
    return resultOf(plan, parseSummary(output), cpuUs)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runWrk(plan: LoadPlan, script: string, stop: AbortSignal): Promise<{ output: string; cpuUs: number }> {
  const { hostname, port } = plan.server
  const seconds = Math.ceil(plan.pace.seconds)
  const args = [
    `-t${plan.threads}`,
    `-c${plan.connections}`,
    `-d${seconds}s`,
    '-s',
    script,
    `http://${hostname}:${port}/`,
  ]
  const child = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  // It ends with its figures so far.
  const onStop = () => child.kill('SIGINT')
  stop.addEventListener('abort', onStop, { once: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  let cpuUs = 0
  const timer = setInterval(() => (cpuUs = Math.max(cpuUs, cpuUsOf(child.pid!) ?? 0)), lookMs)
  try {
    await once(child, 'close')
    return { output, cpuUs }
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw new EnddelError('E_BENCH_WRK', 'wrk is not installed', { hint: 'apt-get install wrk, or leave --engine out' })
  } finally {
    clearInterval(timer)
    stop.removeEventListener('abort', onStop)
  }
}

const quantileCount = 1_000

function luaOf({ requests, order }: LoadPlan): string {
  return `local texts = { ${requests.map(({ text }) => luaString(text)).join(', ')} }
local order = { ${order.join(', ')} }
local at = 0
function request()
  at = at % #order + 1
  return texts[order[at] + 1]
end
function done(summary, latency)
  local quantiles = {}
  for i = 1, ${quantileCount} do quantiles[i] = latency:percentile((i - 0.5) / ${quantileCount / 100}) end
  local errors = summary.errors
  print(string.format('{"us":%d,"requests":%d,"bytes":%d,"status":%d,"broken":%d,"quantiles":[%s]}',
    summary.duration, summary.requests, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, table.concat(quantiles, ",")))
end
`
}

/** Every byte that is not plain as its number. */
function luaString(text: string): string {
  const plain = text.replace(/[^ !#-[\]-~]/g, (char) => `\\${String(char.charCodeAt(0)).padStart(3, '0')}`)
  return `"${plain}"`
}

function parseSummary(output: string): WrkSummary {
  const line = output.split('\n').find((each) => each.startsWith('{"us":'))
  if (line) return JSON.parse(line) as WrkSummary // printed by the script above
  throw new EnddelError('E_BENCH_WRK', `wrk fails: ${output.trim().slice(-300)}`)
}

function resultOf(plan: LoadPlan, summary: WrkSummary, cpuUs: number): LoadResult {
  const histogram = createHistogram()
  for (const us of summary.quantiles) histogram.record(us)
  return {
    seconds: summary.us / 1e6,
    asked: summary.requests,
    answers: summary.requests,
    lost: summary.broken,
    retried: 0,
    wrong: summary.status,
    problems: summary.status > 0 ? [`${summary.status} answers are neither 2xx nor 3xx`] : [],
    checked: 0,
    statuses: {},
    bytes: summary.bytes,
    latency: histogram.encode(),
    lateness: '',
    perSecond: [],
    busy: cpuUs / summary.us / plan.threads,
  }
}
