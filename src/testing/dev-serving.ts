/** A site that is being written: `enddel dev` on a free port, with a page of it in Chromium. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type DevOptions, startDev } from '../dev/dev.ts'
import type { DevEvent } from '../dev/dev-event.ts'
import { createHeard, type Heard } from './heard.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { siteFile, writeTinySite } from './tiny-site.ts'

export interface DevServing {
  url: string
  heard: Heard<DevEvent>
  /** Writes a file below the folder of the site and its content. */
  write(name: string, text: string): Promise<void>
  /** Changes one that is there. */
  replace(name: string, old: string, text: string): Promise<void>
  folder: string
}

/** Everything that happens from `work` on is seen. */
export function withDev(work: (dev: DevServing) => Promise<void>, options: Partial<DevOptions> = {}): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const { site: siteFolder, content: contentFolder } = await writeTinySite(folder, writtenFiles)
    const heard = createHeard<DevEvent>()
    const dev = await startDev(
      { ...devOptions, siteFolder, contentFolder, cacheFolder: join(folder, 'kept'), ...options },
      heard.add,
    )
    const write = (name: string, text: string) => writeFile(join(folder, name), text)
    try {
      await heard.until((events) => events.some(({ type }) => type === 'watching'))
      await work({
        url: dev.url.slice(0, -1),
        heard,
        folder,
        write,
        async replace(name, old, text) {
          const before = await readFile(join(folder, name), 'utf8')
          if (!before.includes(old)) throw new Error(`${name} has no ${old}`)
          await write(name, before.replace(old, text))
        },
      })
    } finally {
      await dev.close()
    }
  })
}

/** Opens a page once its client hears of changes. */
export async function withDevPage(
  browser: Browser,
  address: string,
  work: (dev: DevServing & { page: Page }) => Promise<void>,
): Promise<void> {
  await withDev(async (dev) => {
    const context = await browser.newContext()
    try {
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      await openPage(page, dev.url + address)
      await work({ ...dev, page })
    } finally {
      await context.close()
    }
  })
}

/** Resolves when the page hears of changes. */
export async function openPage(page: Page, url: string): Promise<void> {
  const connected = page.waitForEvent('console', (message) => message.text().includes('[vite] connected.'))
  await page.goto(url)
  await connected
}

const devOptions: Omit<DevOptions, 'siteFolder' | 'contentFolder' | 'cacheFolder'> = {
  host: '127.0.0.1',
  port: 0,
  siteUrl: '',
  market: { mode: 'demo' },
  feed: { origins: [], maxClients: 100, maxPerAddress: 100 },
  threads: 1,
  productApiBase: '',
  lazyProducts: 16,
  productRefreshCron: '* * * * *',
}

const writtenFiles: Record<string, string> = {
  ...siteFile(`
    route('/price', { id: 'price', page: Price, head }),
    route('/lost', { id: 'lost', page: Home, head, load: () => { throw new Error('nothing to load') } }),
  `),
  'site/price.tsx': `
    import { Live } from 'enddel'
    export const Price = () => <p><Live value="BTC.price" as="price" /></p>`,
  'site/browser.ts': `
    import './site.css'
    import { startLive } from 'enddel/client'
    startLive()`,
}
writtenFiles['site/site.tsx'] = `import { Price } from './price.tsx'\n${writtenFiles['site/site.tsx']}`
