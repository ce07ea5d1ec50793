/** `enddel serve` on a shadow of the current build, as a scenario needs it. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { EnddelError } from '../../core/errors.ts'
import type { Running } from '../../core/lifecycle.ts'
import { type SettingName, settings } from '../../core/settings.ts'
import type { Disturbance, ServerNeeds } from '../scenario.ts'
import type { BenchServer } from './bench-server.ts'
import { createDisturb } from './disturb.ts'
import { type OwnRedis, startOwnRedis } from './own-redis.ts'
import { type ProcessGroup, startGroup } from './process-group.ts'
import { isReady } from './server-metrics.ts'
import { makeShadow, type Shadow } from './shadow-out.ts'
import { startStubProviders, type StubProviders } from './stub-providers.ts'

export interface OwnServer extends BenchServer, Running {
  build: Shadow['build']
  /** Rejects with an E_BENCH_SERVER when it ends before it is closed; never resolves. */
  failed: Promise<never>
  /** Resolves when it has happened, and what can come back has. */
  disturb(what: Disturbance): Promise<void>
}

export interface OwnServerOptions {
  /** How `enddel` is run. */
  command: readonly string[]
  /** What `enddel build` wrote; it is not touched. */
  out: string
  needs: ServerNeeds
  /** At least as many as are needed are started. */
  workers: number
  cores: string | undefined
  /**
   * That of this process. Like `.env`, which is read in the folder of this process as ever, it counts for all that is not
   * set for the measurement.
   */
  env: Readonly<Record<string, string | undefined>>
}

/** Resolves when it is ready; throws an E_BENCH_SERVER when it does not get there, and whatever is wrong with `out`. */
export async function startOwnServer(options: OwnServerOptions): Promise<OwnServer> {
  const parts: Running[] = []
  const closeParts = async () => {
    for (const part of parts.splice(0).reverse()) await part.close()
  }
  try {
    return await start(options, parts, closeParts)
  } catch (error) {
    await closeParts()
    throw error
  }
}

async function start(options: OwnServerOptions, parts: Running[], closeParts: () => Promise<void>): Promise<OwnServer> {
  const { out, needs, cores } = options
  const shadow = await makeShadow(out)
  parts.push({ close: shadow.remove })
  const redis = needs.redis ? await startOwnRedis(shadow.out, cores) : undefined
  if (redis) parts.push(redis)
  const providers = needs.market === 'live' ? await startStubProviders() : undefined
  if (providers) parts.push(providers)

  const secret = randomBytes(32).toString('hex')
  const { group, address } = await startServe(options, shadow, {
    ...settingsOf(options, secret, redis),
    ...providers?.settings,
  })
  parts.push(group)
  let isClosing = false
  const failed = group.ended.then((how): Promise<never> => {
    if (isClosing) return new Promise(() => {})
    throw explain(`ended ${how}`, group)
  })
  failed.catch(() => {})

  const url = await Promise.race([address, failed])
  await Promise.race([untilReady(url, group), failed])
  const { pid } = group
  let closing: Promise<void> | undefined
  const close = () => {
    isClosing = true
    return (closing ??= closeParts())
  }
  return {
    ...{ name: 'enddel', url, role: 'subject', pids: [pid], cores, secret, build: shadow.build, failed },
    disturb: createDisturb({ url, pid, shadow, redis, providers }),
    close,
  }
}

/** What is the same for every measurement, whatever the environment says; an empty one stands for none. */
function settingsOf(
  { needs, workers }: OwnServerOptions,
  secret: string,
  redis: OwnRedis | undefined,
): StubProviders['settings'] {
  return {
    host: '127.0.0.1',
    port: '0',
    workers: String(Math.max(workers, needs.workers ?? 1)),
    logLevel: 'warn',
    tlsCert: '',
    tlsKey: '',
    redisUrl: redis?.url ?? '',
    databaseUrl: '',
    adminSecret: secret,
    market: needs.market,
    feedClients: mostClients,
    feedClientsPerAddress: mostClients,
  }
}

const mostClients = '1000000'

async function startServe(
  { command, cores, env }: OwnServerOptions,
  shadow: Shadow,
  chosen: StubProviders['settings'],
): Promise<{ group: ProcessGroup; address: Promise<URL> }> {
  let printed = ''
  let resolveAddress = (_url: URL) => {}
  const address = new Promise<URL>((resolve) => (resolveAddress = resolve))
  const named = Object.entries(chosen).map(([name, text]) => [settings[name as SettingName].env, text])
  const group = await startGroup([...command, 'serve', '--out', shadow.out], {
    cores,
    env: { ...env, ...Object.fromEntries(named) },
    tell: 'one',
    onOutput(text) {
      printed = (printed + text).slice(-1_000)
      const [, found] = /serving .* at (\S+)\n/.exec(printed) ?? []
      if (found !== undefined) resolveAddress(new URL(found))
    },
  })
  return { group, address }
}

const patienceMs = 120_000
const askEveryMs = 50

async function untilReady(url: URL, group: ProcessGroup): Promise<void> {
  for (const until = Date.now() + patienceMs; !(await isReady({ url })); await sleep(askEveryMs)) {
    if (Date.now() > until) throw explain(`is not ready after ${patienceMs / 1000} s`, group)
  }
}

function explain(what: string, group: ProcessGroup): EnddelError {
  const words = group.lastWords()
  return new EnddelError('E_BENCH_SERVER', `\`enddel serve\` ${what}${words && `; it said last:\n${words}`}`, {
    hint: 'see whether `enddel serve` works here with the same settings',
  })
}
