/**
 * Several processes that answer requests on one socket. The primary binds it and accepts nothing itself; each worker gets
 * copies of it (see listen.ts). A worker that dies is replaced; what the workers have in common is here.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { extname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { EnddelError } from '../../core/errors.ts'
import { before, type Running, within } from '../../core/lifecycle.ts'
import type { Commons } from '../commons.ts'
import { urlOf } from '../listen.ts'
import type { MetricsJson } from '../metrics.ts'
import type { CriticalSet } from '../products/critical-products.ts'
import type { ServeOptions } from '../server.ts'
import { bindSocket } from './bind.ts'
import { type Channel, createChannel } from './channel.ts'
import { commonsHandlers, createRecord } from './shared-commons.ts'
import type { WorkerStart, WorkerStarted } from './worker.ts'

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
  exited: Promise<void>
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
  const deaths = new Map<number, number[]>()
  let isStopping = false
  let products: CriticalSet | undefined
  const tellAll = (name: string, data: unknown, but?: number) => {
    for (const worker of workers.values()) if (worker.index !== but) void worker.channel.tell(name, data)
  }
  const record = createRecord((invalidation) => tellAll('invalidated', invalidation))
  await commons.log.follow(record.add)

  async function collectMetrics(): Promise<MetricsJson[]> {
    const late = () => new Error('a worker does not answer')
    const asked = [...workers.values()].map(({ channel }) =>
      before(metricsMs, channel.call<MetricsJson | undefined>('metrics'), late).catch(() => undefined),
    )
    return (await Promise.all(asked)).filter((metrics) => metrics !== undefined)
  }

  async function startWorker(index: number): Promise<string> {
    const child = spawn(index, cluster, socket.fd)
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const held = commonsHandlers(commons, record, {
      metrics: collectMetrics,
      shareProducts(set) {
        products = set
        tellAll('products', set, index)
      },
      tell: (name, data) => void worker.channel.tell(name, data),
    })
    const worker: Worker = { index, child, exited, channel: createChannel(child, held.handlers) }
    workers.set(index, worker)
    child.once('exit', (code, signal) => {
      held.releaseAll()
      if (workers.get(index) === worker) workers.delete(index)
      appointLeader()
      if (isStopping) return
      onEvent({ type: 'worker-died', worker: index, code, signal })
      void replace(index)
    })
    const start: WorkerStart = {
      options: { ...options, listen: { fds: copiesFor(cluster.workers) } },
      logLevel: cluster.logLevel,
      worker: index,
    }
    appointLeader()
    const started = await worker.channel.call<WorkerStarted>('start', start)
    if ('failed' in started) {
      const { code, message, hint } = started.failed
      throw code.startsWith('E_')
        ? new EnddelError(code, message, hint === undefined ? {} : { hint })
        : new Error(message)
    }
    if (products) void worker.channel.tell('products', products)
    onEvent({ type: 'worker-started', worker: index, pid: child.pid })
    return started.url
  }

  /** The first of those that live. */
  function appointLeader() {
    const leader = Math.min(...workers.keys())
    for (const { index, channel } of workers.values()) void channel.tell('lead', index === leader)
  }

  async function replace(index: number): Promise<void> {
    const now = Date.now()
    const recent = [...(deaths.get(index) ?? []).filter((at) => now - at < calmAfterMs), now]
    deaths.set(index, recent)
    if (recent.length > 1)
      await delay(Math.min(maxBackoffMs, firstBackoffMs * 2 ** (recent.length - 2)), undefined, { ref: false })
    if (isStopping) return
    await startWorker(index).catch((error: Error) => {
      onEvent({ type: 'worker-failed', worker: index, message: error.message })
      // Its end brings us here again.
      workers.get(index)?.child.kill('SIGKILL')
    })
  }

  async function stopWorker({ child, channel, exited }: Worker): Promise<void> {
    void channel.call('stop').catch(() => {})
    if (await within(options.drain.deadlineMs + stopGraceMs, exited)) return
    child.kill('SIGKILL')
    await exited
  }

  async function close(): Promise<void> {
    isStopping = true
    socket.close()
    await Promise.all([...workers.values()].map(stopWorker))
  }

  const indexes = Array.from({ length: cluster.workers }, (_, index) => index)
  try {
    await Promise.all(indexes.map(startWorker))
  } catch (error) {
    await close()
    throw error
  }
  const ready = Promise.allSettled([...workers.values()].map(({ channel }) => channel.call('ready')))
  let closing: Promise<void> | undefined
  return {
    url: urlOf('http', socket.host, socket.port),
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
  return fork(entry, [], {
    execPath: pinning ?? process.execPath,
    execArgv: [...pinned, ...process.execArgv, ...youngGeneration],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...copiesFor(workers).map(() => fd)],
    serialization: 'advanced',
  })
}

/** Most of what a request makes is garbage when it is answered; with more room it is so before it is looked at. */
const youngGeneration = ['--max-semi-space-size=32']
