import { type Command, Option } from 'commander'
import { type Config, findSetting, type ServeSettings, type SettingFlags } from '../core/config.ts'
import { EnddelError } from '../core/errors.ts'
import { type SettingName, settings } from '../core/settings.ts'
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
  // Not before it is needed: other commands should not wait for it to be loaded.
  const { serveUntilSignal } = await import('./serve-until-signal.ts')
  await serveUntilSignal(read)
}
