/**
 * Several processes that answer requests on one socket. The primary binds it and accepts nothing itself; each worker gets
 * copies of it (see listen.ts). A worker that dies is replaced; what the workers have in common is here.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { EnddelError } from '../../core/errors.ts'
import { before, type Running, within } from '../../core/lifecycle.ts'
import { createBoard } from '../../market/board.ts'
import type { Commons } from '../commons.ts'
import { explainListen, urlOf } from '../listen.ts'
import type { MetricsJson } from '../metrics.ts'
import type { CriticalSet } from '../products/critical-products.ts'
import type { ServeOptions } from '../server.ts'
import { bindSocket } from './bind.ts'
import { type Channel, createChannel } from './channel.ts'
import { commonsHandlers, createRecord } from './shared-commons.ts'
import type { WorkerFailed, WorkerStart, WorkerStarted } from './worker.ts'

export interface ClusterOptions {
  host: string
  port: number
  workers: number
  /** Where each worker keeps to one core: the command that sees to it. */
  pinWith: ((core: number) => string[]) | undefined
  logLevel: string
  options: Omit<ServeOptions, 'listen'>
}

export type ClusterEvent =
  | { type: 'worker-started'; worker: number; pid: number | undefined }
  | { type: 'worker-died'; worker: number; code: number | null; signal: NodeJS.Signals | null }
  | { type: 'worker-failed'; worker: number; message: string }

export interface Cluster extends Running {
  url: string
  /** Resolves when every worker has its most popular pages. */
  ready: Promise<void>
  reload(): void
  pids(): number[]
}

interface Worker {
  index: number
  child: ChildProcess
  channel: Channel
  ended: Promise<End>
}

/** How a process ended; one that could not be started at all has ended too. */
interface End {
  code: number | null
  signal: NodeJS.Signals | null
  error?: Error
}

/** So many connections all workers together accept in a turn of their loops. */
const acceptsPerTurn = 32
/** A worker that died for the first time is replaced at once, one that dies again and again later and later. */
const firstBackoffMs = 100
const maxBackoffMs = 5_000
const calmAfterMs = 30_000
/** Beyond the time it has for its requests. */
const stopGraceMs = 1_500

export async function startCluster(
  cluster: ClusterOptions,
  commons: Commons,
  onEvent: (event: ClusterEvent) => void,
): Promise<Cluster> {
  const { options } = cluster
  const socket = await bindSocket(cluster.host, cluster.port)
  const workers = new Map<number, Worker>()
  const market = createBoard()
  const stopping = new AbortController()
  let products: CriticalSet | undefined
  const tellAll = (name: string, data: unknown, but?: number) => {
    for (const worker of workers.values()) if (worker.index !== but) void worker.channel.tell(name, data)
  }
  commons.followMarket((change) => {
    if (market.apply(change)) tellAll('market', change)
  })
  const record = createRecord((invalidation) => tellAll('invalidated', invalidation))
  await commons.log.follow(record.add)

  async function collectMetrics(): Promise<MetricsJson[]> {
    const late = () => new Error('a worker does not answer')
    const asked = [...workers.values()].map(({ channel }) =>
      before(metricsMs, channel.call<MetricsJson | undefined>('metrics'), late).catch(() => undefined),
    )
    return (await Promise.all(asked)).filter((metrics) => metrics !== undefined)
  }

  /** Resolves when it serves; one that cannot is ended. */
  async function startWorker(index: number): Promise<Worker> {
    const child = spawn(index, cluster, socket.fd)
    const held = commonsHandlers(commons, record, {
      metrics: collectMetrics,
      shareProducts(set) {
        products = set
        tellAll('products', set, index)
      },
      // All it missed is in the first snapshot, whatever it hears before.
      followMarket: () => void worker.channel.tell('market', market.snapshot()),
      tell: (name, data) => void worker.channel.tell(name, data),
    })
    const ended = endOf(child).then((end) => {
      held.releaseAll()
      workers.delete(index)
      appointLeader()
      return end
    })
    const worker: Worker = { index, child, ended, channel: createChannel(child, held.handlers) }
    workers.set(index, worker)
    appointLeader()
    try {
      await serves(worker)
    } catch (error) {
      child.kill('SIGKILL')
      await ended
      throw error
    }
    if (products) void worker.channel.tell('products', products)
    onEvent({ type: 'worker-started', worker: index, pid: child.pid })
    return worker
  }

  async function serves({ index, child, channel, ended }: Worker): Promise<void> {
    const start: WorkerStart = {
      options: { ...options, listen: { fds: copiesFor(cluster.workers) } },
      logLevel: cluster.logLevel,
      worker: index,
    }
    const started = await channel.call<WorkerStarted>('start', start).catch(async () => {
      child.kill('SIGKILL')
      return describeEnd(await ended)
    })
    if ('failed' in started) throw explainFailed(started.failed, cluster)
  }

  /** The first of those that live. */
  function appointLeader() {
    const leader = Math.min(...workers.keys())
    for (const { index, channel } of workers.values()) void channel.tell('lead', index === leader)
  }

  /** Has another in its place whenever it dies. */
  async function keep(first: Worker): Promise<void> {
    const { index } = first
    let deaths: number[] = []
    let worker: Worker | undefined = first
    while (!stopping.signal.aborted) {
      const end: End | undefined = await worker?.ended
      if (stopping.signal.aborted) return
      if (end) onEvent({ type: 'worker-died', worker: index, code: end.code, signal: end.signal })
      const now = Date.now()
      deaths = [...deaths.filter((at) => now - at < calmAfterMs), now]
      await pause(deaths.length)
      if (stopping.signal.aborted) return
      worker = await startWorker(index).catch((error: Error) => {
        if (!stopping.signal.aborted) onEvent({ type: 'worker-failed', worker: index, message: error.message })
        return undefined
      })
    }
  }

  /** With no worker left this timer alone keeps the process, so it must. */
  async function pause(deaths: number): Promise<void> {
    if (deaths === 1) return
    const ms = Math.min(maxBackoffMs, firstBackoffMs * 2 ** (deaths - 2))
    await delay(ms, undefined, { signal: stopping.signal }).catch(() => {})
  }

  async function stopWorker({ child, channel, ended }: Worker): Promise<void> {
    void channel.call('stop').catch(() => {})
    if (await within(options.drain.deadlineMs + stopGraceMs, ended)) return
    child.kill('SIGKILL')
    await ended
  }

  async function close(): Promise<void> {
    stopping.abort()
    socket.close()
    await Promise.all([...workers.values()].map(stopWorker))
  }

  const indexes = Array.from({ length: cluster.workers }, (_, index) => index)
  try {
    const started = await Promise.all(indexes.map(startWorker))
    for (const worker of started) void keep(worker)
  } catch (error) {
    await close()
    throw error
  }
  const ready = Promise.allSettled([...workers.values()].map(({ channel }) => channel.call('ready')))
  let closing: Promise<void> | undefined
  return {
    url: urlOf(options.tls ? 'https' : 'http', socket.host, socket.port),
    ready: ready.then(() => {}),
    reload: () => tellAll('reload', undefined),
    pids: () => [...workers.values()].flatMap(({ child }) => child.pid ?? []),
    close: () => (closing ??= close()),
  }
}

const metricsMs = 1_000

/** Descriptors of a worker: 0 to 2 as ours, 3 the channel, then copies of the socket. */
const firstCopy = 4

function copiesFor(workers: number): number[] {
  const count = Math.max(8, Math.floor(acceptsPerTurn / workers))
  return Array.from({ length: count }, (_, index) => firstCopy + index)
}

function spawn(index: number, { workers, pinWith }: ClusterOptions, fd: number): ChildProcess {
  const entry = fileURLToPath(new URL(`./worker${extname(import.meta.url)}`, import.meta.url))
  const [pinning, ...pinned] = pinWith ? [...pinWith(index), process.execPath] : []
  const hasOneCore = pinWith !== undefined || availableParallelism() === 1
  return fork(entry, [], {
    execPath: pinning ?? process.execPath,
    execArgv: [...pinned, ...process.execArgv, ...youngGeneration, ...(hasOneCore ? oneAtATime : [])],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...copiesFor(workers).map(() => fd)],
    serialization: 'advanced',
  })
}

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, error })
    })
  })
}

/** Of one that ended before it could serve. */
function describeEnd({ code, signal, error }: End): WorkerStarted {
  const how = error?.message ?? (signal ? `by ${signal}` : `with code ${code}`)
  const hint = 'what it wrote before says more; run fewer --workers if memory is short'
  return { failed: { code: 'E_WORKER', message: `a worker ended before it could serve: ${how}`, hint } }
}

/** An error of the user's making keeps its words, a bug its stack. */
function explainFailed({ code, message, hint, stack }: WorkerFailed['failed'], { host, port }: ClusterOptions): Error {
  if (code.startsWith('E_')) return new EnddelError(code, message, hint === undefined ? {} : { hint })
  const error = Object.assign(new Error(message), { code, stack })
  // Two servers may bind one port as long as neither listens.
  return code === 'EADDRINUSE' ? explainListen(error, host, port) : error
}

/**
 * Most of what a request makes is garbage when it is answered; with more room it is so before it is looked at. V8 would make
 * some of it among what is old at once, for so much lived on while the server started; there it is garbage that keeps all it
 * points to alive, and collections take five times as long (docs/measurements.md).
 */
const youngGeneration = ['--max-semi-space-size=32', '--no-allocation-site-pretenuring']

/** On one core, threads that help to collect garbage take it from the one that waits for them. */
const oneAtATime = ['--no-parallel-scavenge']
