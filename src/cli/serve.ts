import { availableParallelism } from 'node:os'
import { type Command, Option } from 'commander'
import { type Config, findSetting, type ServeSettings, type SettingFlags } from '../core/config.ts'
import { EnddelError } from '../core/errors.ts'
import { createLog } from '../core/log.ts'
import { type SettingName, settings } from '../core/settings.ts'
import { type Cluster, startCluster } from '../serve/cluster/cluster.ts'
import { findPinning } from '../serve/cluster/pinning.ts'
import { createCommons } from '../serve/commons.ts'
import { logCluster, logEvents } from '../serve/log.ts'
import { commonsOptions, serveOptions } from '../serve/options.ts'
import { printConfig } from './print-config.ts'

interface Flags extends SettingFlags {
  printConfig: boolean
  json: boolean
}

export const serveSettings = (Object.keys(settings) as SettingName[]).filter((name) => name !== 'isCi')

export function addServe(program: Command, readConfig: () => Promise<Config>): void {
  const serve = program
    .command('serve')
    .description('Serve the current build from memory; pages that were not built are rendered on demand.')
  for (const name of serveSettings) {
    const { flag, env, about, default: standard } = settings[name]
    const also = env ? `, env: ${env}` : ''
    if (flag) serve.addOption(new Option(flag, `${about} (default: ${standard || 'none'}${also})`))
  }
  serve
    .option('--print-config', 'print each setting and where it came from, and end', false)
    .option('--json', 'print them as JSON', false)
    .action(async (flags: Flags) => runServe(flags, await readConfig()))
}

/** Checks every setting, before anything is opened. */
export function readServeSettings(flags: SettingFlags, config: Config): ServeSettings {
  const found = serveSettings.map((name) => [name, findSetting(name, config, flags).value])
  const read = Object.fromEntries(found) as ServeSettings // the names are the keys of the table
  if (Boolean(read.tlsCert) === Boolean(read.tlsKey)) return read
  const [given, missing] = read.tlsCert ? ['TLS_CERT', 'TLS_KEY'] : ['TLS_KEY', 'TLS_CERT']
  throw new EnddelError('E_USAGE', `${given} is set and ${missing} is not`, {
    hint: 'give both --tls-cert and --tls-key (or TLS_CERT and TLS_KEY), or neither',
  })
}

async function runServe(flags: Flags, config: Config): Promise<void> {
  const read = readServeSettings(flags, config)
  if (flags.printConfig) return console.log(printConfig(serveSettings, flags, config, flags.json))
  if (flags.json) throw new EnddelError('E_USAGE', '--json goes with --print-config', { hint: 'give both' })
  await serveUntilSignal(read)
}

async function serveUntilSignal(settings: ServeSettings): Promise<void> {
  const log = createLog(settings.logLevel)
  const workers = settings.workers === 'auto' ? availableParallelism() : settings.workers
  const stop = stopSignal()
  let cluster: Cluster | undefined
  process.on('SIGHUP', () => cluster?.reload())
  const commons = await createCommons(commonsOptions(settings), logEvents(log))
  try {
    const { host, port, logLevel } = settings
    const options = serveOptions(settings, workers)
    const pinWith = settings.pinWorkers ? findPinning((hint) => log.warn(hint)) : undefined
    cluster = await startCluster({ host, port, workers, pinWith, logLevel, options }, commons, logCluster(log))
    console.log(`enddel: serving ${settings.out} at ${cluster.url}`)
    await stop
    await cluster.close()
  } finally {
    await commons.close()
  }
}

/** SIGTERM and SIGINT stop, as soon as all have started; the second of them ends this process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
  })
}
