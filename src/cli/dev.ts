import type { Command } from 'commander'
import type { Config } from '../core/config.ts'
import { between, hostName } from '../core/setting-values.ts'
import { readServeSettings } from './serve.ts'

interface Flags {
  site: string
  content: string
  port?: string
  host: string
  market: string
  open: boolean
}

export function addDev(program: Command, readConfig: () => Promise<Config>): void {
  program
    .command('dev')
    .description('Show the site while you write it: pages are rendered from their sources and follow every change.')
    .option('--site <folder>', 'the site: pages, routes, styles', 'templates')
    .option('--content <folder>', 'reports, products and market figures', 'content')
    .option('--port <number>', 'port to listen on (default: 4321, or the next that is free)')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--market <demo|live|off>',
      'a simulation of prices, those of the providers, or those of the content',
      'demo',
    )
    .option('--open', 'show the home page in a browser', false)
    .action(async (flags: Flags) => runDev(flags, await readConfig()))
}

async function runDev(flags: Flags, config: Config): Promise<void> {
  const { site: siteFolder, content: contentFolder, open: isOpening } = flags
  const host = hostName('--host', flags.host)
  const port = flags.port === undefined ? undefined : between(0, 65_535)('--port', flags.port)
  const read = readServeSettings({ market: flags.market }, config)
  // Not before it is needed: other commands should not wait for it to be loaded.
  const { devUntilSignal } = await import('./dev-until-signal.ts')
  await devUntilSignal({ siteFolder, contentFolder, host, port, isOpening }, read)
}
