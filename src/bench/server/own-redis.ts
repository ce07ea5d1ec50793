import { spawnSync } from 'node:child_process'
import { EnddelError } from '../../core/errors.ts'
import { freePort } from '../../core/free-port.ts'
import type { Running } from '../../core/lifecycle.ts'
import { type ProcessGroup, startGroup } from './process-group.ts'

/** A Redis of the bench's own on loopback, which keeps nothing on disk. */
export interface OwnRedis extends Running {
  url: string
  /** Ends it at once; what it held is lost. */
  kill(): Promise<void>
  /** Starts it again, empty, at the same port. Resolves when it takes connections. */
  start(): Promise<void>
}

export async function startOwnRedis(folder: string, cores: string | undefined): Promise<OwnRedis> {
  if (spawnSync('redis-server', ['--version']).error) {
    throw new EnddelError('E_BENCH_REDIS', 'there is no redis-server on this machine, and a scenario needs one', {
      hint: 'install it, such as with `apt-get install redis-server`, or run the other scenarios',
    })
  }
  const port = await freePort()
  let server = await startRedisAt(port, folder, cores)
  return {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      process.kill(server.pid, 'SIGKILL')
      await server.close()
    },
    async start() {
      server = await startRedisAt(port, folder, cores)
    },
    close: () => server.close(),
  }
}

async function startRedisAt(port: number, folder: string, cores: string | undefined): Promise<ProcessGroup> {
  const flags = ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'].map(String)
  let hear = (_text: string) => {}
  const ready = new Promise<void>((resolve) => {
    let told = ''
    hear = (text) => {
      told += text
      if (told.includes('Ready to accept connections')) resolve()
    }
  })
  const server = await startGroup(['redis-server', ...flags], { cores, tell: 'one', onOutput: (text) => hear(text) })
  const end = await Promise.race([ready, server.ended])
  if (end === undefined) {
    hear = () => {}
    return server
  }
  throw new EnddelError('E_BENCH_REDIS', `redis-server ended ${end}: ${server.lastWords()}`)
}
