import { join } from 'node:path'
import type { ServeSettings } from '../core/config.ts'
import { createLog } from '../core/log.ts'
import { startDev } from '../dev/dev.ts'
import { logEvents } from '../serve/log.ts'
import { commonsOptions, serveOptions } from '../serve/options.ts'
import { openBrowser } from './open-browser.ts'
import { printDev } from './print-dev.ts'
import { stopSignal } from './stop-signal.ts'
import { milliseconds } from './units.ts'

export interface DevFlags {
  siteFolder: string
  contentFolder: string
  host: string
  port: number | undefined
  isOpening: boolean
}

/** With what is installed, where nobody looks for sources. */
const cacheFolder = join('node_modules', '.enddel')

/** Shows the site until the process is told to stop. */
export async function devUntilSignal({ isOpening, ...where }: DevFlags, settings: ServeSettings): Promise<void> {
  const stop = stopSignal()
  const { market } = commonsOptions({ ...settings, out: cacheFolder })
  const { feed } = serveOptions(settings, 1)
  const { siteUrl, productApiBase, lazyProducts, productRefreshCron, renderThreads: threads } = settings
  const products = { productApiBase, lazyProducts, productRefreshCron }
  const onEvent = printDev(console, logEvents(createLog('warn')))
  const dev = await startDev({ ...where, ...products, cacheFolder, siteUrl, market, feed, threads }, onEvent)
  console.log(`enddel dev: ${dev.url} (${milliseconds(performance.now())})`)
  if (isOpening) openBrowser(dev.url)
  await stop
  await dev.close()
}
