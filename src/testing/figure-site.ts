import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MarketState } from '../market/state.ts'
import { build } from './builds.ts'
import { siteFile, type TinySite, writeTinySite } from './tiny-site.ts'

let shared: Promise<string> | undefined

/**
 * The output folder of a tiny site with live figures in two languages, built once for all tests that only read it. Built
 * are `/`, `/plain` without figures, `/texts`, and `/chart/built`, which prints figures where no slot is; made on demand are
 * `/live/x`, `/chart/x`, and `/big` of 8 MB with a price every 40 KB.
 */
export function figureSiteOut(): Promise<string> {
  return (shared ??= buildShared())
}

async function buildShared(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'enddel-figures-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return (await buildFigureSite(folder)).out
}

/** `files` adds to or replaces what is there. */
export async function buildFigureSite(folder: string, files: Record<string, string> = {}): Promise<TinySite> {
  const where = await writeTinySite(folder, { ...figureFiles, ...files })
  const { published, failures } = await build(where)
  if (!published) throw new Error(`the site cannot be built: ${JSON.stringify(failures)}`)
  return where
}

/** How many prices are in `/big`. */
export const pricesInBig = 200

const pages = `
  import { Live, useLive } from 'enddel'

  export function Home() {
    const live = useLive('BTC.change24h')
    return (
      <>
        <h1 class={'change ' + live('direction')}>Figures</h1>
        <p><Live value="BTC.price" as="price" /> <Live value="BTC.change24h" as="change" /> <Live value="fng" as="integer" /></p>
      </>
    )
  }
  export const Plain = () => <h1>Nothing moves</h1>
  export const Big = () => (
    <>
      {Array.from({ length: ${pricesInBig} }, () => (
        <p><Live value="BTC.price" as="price" /> {'All of this stays as it is. '.repeat(1_400)}</p>
      ))}
    </>
  )
  export function Texts() {
    const live = useLive('fng.class')
    return <p title={live('text')} data-source={live('source')}>[<Live value="fng.class" as="text" />]</p>
  }
  export const One = ({ data }) => <><h1>{data.name}</h1><Live value="BTC.price" as="price" /></>
  export const Chart = ({ data }) => <><h1>Printed {data.price} and {data.fng}</h1><Live value="BTC.price" as="price" /></>
`

const routes = `
  route('/plain', { id: 'plain', page: Plain, head, prerender: 'all' }),
  route('/texts', { id: 'texts', page: Texts, head, prerender: 'all' }),
  route('/big', { id: 'big', page: Big, head }),
  route('/live/:name', { id: 'live', page: One, head, load: ({ name }) => ({ name }) }),
  route('/chart/:name', {
    id: 'chart', page: Chart, head, prints: ['BTC.price 1%', 'fng exact'], prerender: [{ name: 'built' }],
    load: async ({ name }, { market }) => {
      const data = { price: market.coins[0].priceUsd, fng: market.fearGreed.value }
      await globalThis[Symbol.for('enddel.test.loaders')]?.(name)
      return data
    },
  }),
`

/** What the content knows of the market. */
const sample: MarketState = {
  kind: 'sample',
  asOf: '2026-11-20T09:30:00Z',
  coins: [
    {
      symbol: 'BTC',
      name: 'Bitcoin',
      rank: 1,
      priceUsd: 1_000,
      change1hPct: null,
      change24hPct: -1.5,
      change7dPct: null,
      high24hUsd: null,
      low24hUsd: null,
      volume24hUsd: null,
      marketCapUsd: null,
      circulatingSupply: null,
      sparkline7d: [],
      source: 'sample',
    },
  ],
  global: null,
  fearGreed: { value: 28, classification: 'Fear', source: 'sample' },
  btcRsi14: null,
  indices: [],
}

const site = siteFile(routes, `['en', 'vi']`)['site/site.tsx']!

const figureFiles = {
  'site/pages.tsx': pages,
  'site/site.tsx': site
    .replace(/import \{ Boom[^\n]*/, `import { Big, Chart, Home, One, Plain, Texts } from './pages.tsx'`)
    .replace(/route\('\/report[^]*(?=route\('\/plain')/, ''),
  'content/market.json': JSON.stringify(sample),
}

/** From now on the loader of `/chart/x` waits, until `go`. */
export function holdLoaders(): { go(): void } {
  const held = globalThis as { [loaders]?: () => Promise<void> }
  let go = () => {}
  const gone = new Promise<void>((resolve) => (go = resolve))
  held[loaders] = () => gone
  return {
    go() {
      delete held[loaders]
      go()
    },
  }
}

const loaders = Symbol.for('enddel.test.loaders')
