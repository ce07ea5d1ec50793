import { setTimeout as sleep } from 'node:timers/promises'
import { EnddelError } from '../../core/errors.ts'
import type { Disturbance } from '../scenario.ts'
import type { OwnRedis } from './own-redis.ts'
import { childrenOf } from './process-tree.ts'
import { servedBuilds } from './server-metrics.ts'
import type { Shadow } from './shadow-out.ts'
import type { StubProviders } from './stub-providers.ts'

export interface DisturbedParts {
  url: URL
  /** Of the primary. */
  pid: number
  shadow: Pick<Shadow, 'deploy'>
  redis: OwnRedis | undefined
  providers: Pick<StubProviders, 'fail'> | undefined
}

/** What can happen to a server of our own; each resolves when it has happened, and what can come back has. */
export function createDisturb(parts: DisturbedParts): (what: Disturbance) => Promise<void> {
  const { url, pid, shadow } = parts
  const redis = () => there(parts.redis, 'Redis')

  return async (what) => {
    switch (what) {
      case 'deploy': {
        const id = await shadow.deploy()
        return until(`all workers serve build ${id}`, async () => String(await servedBuilds({ url })) === id)
      }
      case 'kill-worker':
        return killWorker(pid)
      case 'kill-redis':
        return redis().kill()
      case 'start-redis':
        return redis().start()
      case 'fail-providers':
        return there(parts.providers, 'provider').fail()
    }
    what satisfies never
  }
}

/** Its primary starts another in its place. */
async function killWorker(primary: number): Promise<void> {
  const workers = childrenOf(primary)
  const [killed] = workers
  if (killed === undefined) throw new EnddelError('E_BENCH_SERVER', 'no worker is seen that could be killed')
  process.kill(killed, 'SIGKILL')
  await until('a killed worker is replaced', async () => {
    const now = childrenOf(primary)
    return now.length >= workers.length && !now.includes(killed)
  })
}

function there<Part>(part: Part | undefined, name: string): Part {
  if (part === undefined) throw new Error(`this server was started without a ${name}`)
  return part
}

const patienceMs = 30_000
const lookEveryMs = 100

/** An answer that fails is no answer yet: it is under load, and was disturbed. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await isSo().catch(() => false)); await sleep(lookEveryMs)) {
    if (Date.now() < end) continue
    throw new EnddelError('E_BENCH_SERVER', `after ${patienceMs / 1000} s it is still not so that ${what}`)
  }
}
