/** A site with a page of live figures, and what pages and feed of its server say of the price of BTC. */
import { mkdtempSync, rmSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { FigureId } from '../market/figure.ts'
import type { SentFigure } from '../realtime/protocol.ts'
import { build } from './builds.ts'
import type { FeedClient } from './feed-serving.ts'
import { type Got, getBytes } from './http-get.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { siteFile, writeTinySite } from './tiny-site.ts'

/** The build of a site whose page `/btc` shows figures, in a folder that is the caller's to change. */
export function withMarketBuild<Result>(work: (out: string) => Promise<Result>): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    built ??= buildOnce()
    await cp(await built, folder, { recursive: true })
    return work(join(folder, 'out'))
  })
}

/** What the page says, such as `$80,000.00 sample stale 2026-01-02T03:04:05Z`, in every encoding; and how it was answered. */
export async function askPage(url: string): Promise<{ said: string; got: Got }> {
  const ask = (coding: string) => getBytes(`${url}/btc`, { 'accept-encoding': coding })
  const [got, gzip, br] = [await ask('identity'), await ask('gzip'), await ask('br')]
  if (got.headers.etag === gzip.headers.etag) assert.is(gzip.text, got.text)
  if (got.headers.etag === br.headers.etag) assert.is(br.text, got.text)
  const [, paragraph = ''] = /<p>(.*?)<\/p>/s.exec(got.text) ?? []
  const said = paragraph.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
  return { said: said.trim(), got }
}

/** All that a client of the feed was told of a figure. */
export function historyOf(feed: FeedClient, id: FigureId): SentFigure[] {
  return feed.heard.items.flatMap((message) => {
    const figure = message.type === 'snapshot' || message.type === 'delta' ? message.figures[id] : undefined
    return figure ? [figure] : []
  })
}

/** Resolves when the feed says this of BTC last, such as `$91,000.00 binance live`. */
export async function untilTold(feed: FeedClient, said: string): Promise<void> {
  const told = () => sayingOf(historyOf(feed, 'BTC.price').at(-1))
  await feed.heard.until(() => told() === said).catch(() => assert.is(told(), said))
}

/** The same, and the page of that process says so too. */
export async function untilShown(url: string, feed: FeedClient, said: string): Promise<void> {
  await untilTold(feed, said)
  const page = await askPage(url)
  assert.is(page.said.slice(0, said.length), said)
}

function sayingOf(figure: SentFigure | undefined): string {
  if (!figure) return 'nothing'
  const [value, , source, status] = figure
  return `${usd.format(value as number)} ${source} ${status}`
}

const usd = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' })

let built: Promise<string> | undefined

async function buildOnce(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'enddel-market-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const { published } = await build(await writeTinySite(folder, files))
  assert.ok(published)
  return folder
}

const site = siteFile(`route('/btc', { id: 'btc', page: Btc, head, prerender: 'all' }),`)['site/site.tsx']!

const page = `import { Live } from 'enddel'
  export const Btc = () => <p>
    <Live value="BTC.price" as="price" /> <Live value="BTC.price" as="source" /> <Live value="BTC.price" as="status" />
    <br/><Live value="BTC.price" as="iso" />
  </p>`

/** As of long ago. */
const snapshot = {
  ...{ kind: 'sample', asOf: '2026-01-02T03:04:05Z', global: null, fearGreed: null, btcRsi14: null, indices: [] },
  coins: [
    {
      ...{ symbol: 'BTC', name: 'Bitcoin', rank: 1, priceUsd: 80_000, change24hPct: -1.5, source: 'sample' },
      ...{ change1hPct: null, change7dPct: null, high24hUsd: null, low24hUsd: null, volume24hUsd: null },
      ...{ marketCapUsd: null, circulatingSupply: null, sparkline7d: [] },
    },
  ],
}

const files = {
  'site/site.tsx': site.replace(`from './pages.tsx'`, `$&\n      import { Btc } from './btc.tsx'`),
  'site/btc.tsx': page,
  'content/market.json': JSON.stringify(snapshot),
}
