/** A real Redis for tests, which may be killed, stopped and started as they like. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'
import { freePort } from '../core/free-port.ts'
import type { Running } from '../core/lifecycle.ts'
import { createRedis, type RedisEvent, type RedisLink } from '../core/redis.ts'
import { createHeard, type Heard } from './heard.ts'
import { redisServer } from './needs.ts'

export interface TestRedis {
  url: string
  port: number
  /** For a look behind the scenes; it comes back by itself, and waits for a Redis that is not there. */
  client: Redis
  /** Ends it at once; what it held is lost. */
  kill(): Promise<void>
  /** Starts it again, empty, at the same port. */
  start(): Promise<void>
  /** It keeps its connections and is sent new ones, but does nothing. */
  stop(): void
  cont(): void
}

/** Starts a Redis of its own on loopback, which keeps nothing on disk. */
export async function startRedis(): Promise<TestRedis & Running> {
  const folder = await mkdtemp(join(tmpdir(), 'enddel-test-'))
  const port = await freePort()
  let server = await startServer(port, folder)
  const client = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 20 })
  client.on('error', () => {})
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    client,
    kill: () => end(server),
    async start() {
      server = await startServer(port, folder)
    },
    stop: () => void server.kill('SIGSTOP'),
    cont: () => void server.kill('SIGCONT'),
    async close() {
      client.disconnect()
      await end(server)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function withRedis<Result>(work: (redis: TestRedis) => Promise<Result>): Promise<Result> {
  const redis = await startRedis()
  try {
    return await work(redis)
  } finally {
    await redis.close()
  }
}

export interface LinkedRedis extends TestRedis {
  link: RedisLink
  told: Heard<RedisEvent>
}

/** So that nothing fails because a machine is busy; and the same for tests that wait for it with a Redis that is stopped. */
export const patiently = { commandMs: 5_000 }
export const lessPatiently = { commandMs: 300 }

/** The same with a connection of ours to it. */
export async function withLink<Result>(
  work: (redis: LinkedRedis) => Promise<Result>,
  options: { commandMs?: number } = patiently,
): Promise<Result> {
  return withRedis(async (redis) => {
    const told = createHeard<RedisEvent>()
    const link = createRedis(redis.url, told.add, options)
    try {
      return await work({ ...redis, link, told })
    } finally {
      await link.close()
    }
  })
}

async function startServer(port: number, folder: string): Promise<ChildProcess> {
  const args = ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const server = spawn(redisServer, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.includes('Ready to accept connections')) {
      server.stdout.resume()
      return server
    }
  }
  throw new Error(`redis-server did not start at port ${port}`)
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill('SIGKILL')
  await once(server, 'exit')
}
