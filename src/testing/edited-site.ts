import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BuildOptions } from '../prerender/build.ts'
import { encodePopularity } from '../output/popular.ts'
import { popularFile } from '../output/layout.ts'
import type { TinySite } from './tiny-site.ts'

/** Those options of a build that are changed as well. */
export type EditedOptions = Pick<BuildOptions, 'brotliQuality' | 'popular' | 'siteUrl'>

/**
 * A site that shows everything loaders can read, in two languages, whose content and templates are changed at random: the
 * same seed gives the same changes. Each change leaves a site that can be built, if not with all its reports.
 */
export async function writeEditedSite(folder: string, seed: number) {
  const where: TinySite = { site: join(folder, 'site'), content: join(folder, 'content'), out: join(folder, 'out') }
  const random = randomFrom(seed)
  const below = (count: number) => Math.floor(random() * count)
  const write = async (path: string, text: string) => {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  const file = (name: string) => join(where.content, 'reports', name)
  const names = async () => (await readdir(join(where.content, 'reports'))).sort()
  const oneOf = async () => {
    const all = await names()
    return all[below(all.length)]!
  }
  let lastId = 0
  const options: EditedOptions = { brotliQuality: 1, popular: Infinity, siteUrl: '' }
  /** What they were before they were broken, by file. */
  const broken = new Map<string, string>()
  const textsOf = async () => {
    const name = await oneOf()
    return (await readdir(file(name))).map((lang) => file(`${name}/${lang}`))
  }

  const edits: Record<string, () => Promise<void>> = {
    async 'a report is added'() {
      const id = ++lastId
      const lang = random() < 0.5 ? 'en' : 'vi'
      await write(file(`r${below(1000)}-${id}/${lang}.md`), report(id, random, below(28) + 1))
    },
    async 'a report is written anew'() {
      const name = await oneOf()
      const [lang] = await readdir(file(name))
      const old = await readFile(file(`${name}/${lang}`), 'utf8')
      if (!broken.has(file(`${name}/${lang}`)))
        await write(file(`${name}/${lang}`), report(idOf(old), random, dayOf(old)))
    },
    async 'a paragraph of a report is changed'() {
      const name = await oneOf()
      for (const lang of await readdir(file(name))) {
        const old = await readFile(file(`${name}/${lang}`), 'utf8')
        await write(file(`${name}/${lang}`), `${old}\nAnd ${below(1e6)}.\n`)
        if (random() < 0.5) break
      }
    },
    async 'a translation is added, or another taken away'() {
      const name = await oneOf()
      if (isBroken(name)) return
      const [first, ...others] = await readdir(file(name))
      if (others.length > 0) return rm(file(`${name}/${first}`))
      const text = await readFile(file(`${name}/${first}`), 'utf8')
      await write(
        file(`${name}/${first === 'en.md' ? 'vi' : 'en'}.md`),
        text.replace(/^title: .*$/m, `title: Other ${below(1e6)}`),
      )
    },
    async 'a report is removed'() {
      const name = await oneOf()
      if ((await names()).length > 3 && !isBroken(name)) await rm(file(name), { recursive: true })
    },
    async 'a report is changed, its size and time stamp are not'() {
      for (const path of await textsOf()) await alter(path, random() < 0.5)
    },
    async 'a template is changed, its size and time stamp are not'() {
      await alter(
        join(where.site, `${['home', 'report', 'shop', 'coin'][below(4)]!}.tsx`),
        random() < 0.5,
        /\d(?= [{<])/,
      )
    },
    async 'the products are changed, their size and time stamp are not'() {
      await alter(join(where.content, 'products.json'), random() < 0.5)
    },
    async 'a report is broken'() {
      const [path] = await textsOf()
      if (broken.has(path!)) return
      broken.set(path!, await readFile(path!, 'utf8'))
      await write(path!, ['no front matter', '---\nid: x\n---\n', ''][below(3)]!)
    },
    async 'a report is added with the id of another'() {
      const [path] = await textsOf()
      if (broken.has(path!)) return
      const old = await readFile(path!, 'utf8')
      await write(
        file(`${random() < 0.5 ? 'a' : 'z'}${below(1000)}-${++lastId}/en.md`),
        report(idOf(old), random, dayOf(old)),
      )
    },
    async 'other pages are popular'() {
      const hits = ['/en', '/vi', '/en/shop', '/vi/coin', '/en/list/1'].map((path) => [path, below(5)] as const)
      await write(popularFile(where.out), encodePopularity(new Map(hits)))
    },
    async 'as many pages as before are not asked for, or all again'() {
      options.popular = options.popular === Infinity ? below(12) : Infinity
    },
    async 'brotli has another quality'() {
      options.brotliQuality = ([1, 4, 5] as const)[below(3)]!
    },
    async 'the site has another address, or none'() {
      options.siteUrl = options.siteUrl ? '' : `https://${below(100)}.example`
    },
    async 'a report has another name'() {
      const name = await oneOf()
      if (isBroken(name)) return
      await rename(file(name), file(`renamed-${below(1e6)}-${name.replace(/.*-/, '')}`))
    },
    async 'a report is written again as it was'() {
      const name = await oneOf()
      const [lang] = await readdir(file(name))
      await write(file(`${name}/${lang}`), await readFile(file(`${name}/${lang}`), 'utf8'))
    },
    async 'a product has another price'() {
      await write(join(where.content, 'products.json'), products(below(1e6)))
    },
    async 'the market has moved'() {
      await write(join(where.content, 'market.json'), market(below(1e6)))
    },
    async 'a page has another template'() {
      const page = ['home', 'report', 'shop', 'coin'][below(4)]!
      await write(join(where.site, `${page}.tsx`), pages[page]!(below(1e6)))
    },
    async 'what templates share is changed'() {
      await write(join(where.site, 'shared.ts'), `export const mark = ${below(1e6)}`)
    },
    async 'a style sheet is changed'() {
      await write(join(where.site, 'site.css'), `h1 { margin: ${below(1e6)}px }`)
    },
    async nothing() {},
  }

  /** As they were, or otherwise. */
  async function mendAll(): Promise<string[]> {
    const mended = [...broken]
    broken.clear()
    for (const [path, text] of mended) await write(path, random() < 0.5 ? text : `${text}\nMended ${below(1e6)}.\n`)
    return mended.map(() => 'a report is mended')
  }

  function isBroken(name: string): boolean {
    return [...broken.keys()].some((path) => path.startsWith(file(`${name}/`)))
  }

  /** Another digit in place of the last one, or of that which the pattern finds. */
  async function alter(path: string, isBefore: boolean, pattern = /\d(?=\D*$)/): Promise<void> {
    const old = await readFile(path, 'utf8')
    const { atime, mtime } = await stat(path)
    await writeFile(
      path,
      old.replace(pattern, (digit) => String((Number(digit) + 1) % 10)),
    )
    await utimes(path, atime, isBefore ? new Date(Date.UTC(2020, 0, 1)) : mtime)
  }

  await write(join(where.site, 'site.tsx'), siteText)
  await write(join(where.site, 'shared.ts'), 'export const mark = 0')
  await write(join(where.site, 'browser.ts'), `import './site.css'`)
  await write(join(where.site, 'site.css'), 'h1 { margin: 0 }')
  for (const [name, text] of Object.entries(pages)) await write(join(where.site, `${name}.tsx`), text(0))
  await write(join(where.content, 'products.json'), products(1))
  await write(join(where.content, 'market.json'), market(1))
  for (let n = 0; n < 5; n++) await edits['a report is added']!()

  return {
    where,
    options,
    mendAll,
    /** How many reports are broken: a build that knew them before shows them as they were. */
    get brokenCount() {
      return broken.size
    },
    /** Changes one to three things; returns which. */
    async edit(): Promise<string[]> {
      const kinds = Object.keys(edits)
      const chosen = Array.from({ length: below(3) + 1 }, () => kinds[below(kinds.length)]!)
      for (const kind of chosen) await edits[kind]!()
      return chosen
    },
  }
}

function report(id: number, random: () => number, day: number): string {
  const number = () => Math.floor(random() * 1e6)
  const date = `2026-01-${String(day).padStart(2, '0')}T07:30:00+07:00`
  return `---\nid: ${id}\ntitle: Title ${number()}\nsummary: Summary ${number()}\ndate: ${date}\nsymbols: [BTC]\n---\n## One\n\nText ${number()}.\n`
}

const idOf = (text: string) => Number(/^id: (\d+)$/m.exec(text)![1])
const dayOf = (text: string) => Number(/^date: 2026-01-(\d\d)/m.exec(text)![1])

function products(amount: number): string {
  const text = (en: string) => ({ en })
  const key = { slug: 'key', category: 'keys', name: text('Key'), summary: text('A key'), description: text('A key') }
  return JSON.stringify({
    categories: [{ slug: 'keys', name: text('Keys'), description: text('Keys') }],
    products: [{ ...key, price: { amount: amount + 1, currency: 'USD' }, inStock: true, specs: [] }],
  })
}

function market(price: number): string {
  const coin = { symbol: 'BTC', name: 'Bitcoin', rank: 1, priceUsd: price + 1, sparkline7d: [], source: 'test' }
  const rest = ['change1hPct', 'change24hPct', 'change7dPct', 'high24hUsd', 'low24hUsd', 'volume24hUsd', 'marketCapUsd']
  const none = Object.fromEntries([...rest, 'circulatingSupply'].map((field) => [field, null]))
  const empty = { global: null, fearGreed: null, btcRsi14: null, indices: [] }
  return JSON.stringify({ kind: 'sample', asOf: '2026-01-31T00:00:00Z', coins: [{ ...coin, ...none }], ...empty })
}

/** Each page shows something else of what can be read; `coin` also has a live figure. */
const pages: Record<string, (version: number) => string> = {
  home: (version) => `export const Home = ({ data }) => <h1>${version} {JSON.stringify(data)}</h1>`,
  report: (version) => `import { mark } from './shared.ts'
    export const Report = ({ data: { report, older } }) => <main>
      <h1>{mark} ${version} {report.title} {report.lang}</h1><p>{JSON.stringify(report.body)}</p>
      {older.map(({ id, title }) => <a href={'/report/' + id}>{title}</a>)}
    </main>`,
  shop: (version) => `import { mark } from './shared.ts'
    export const Shop = ({ data }) => <ul>{mark} ${version} {data.map(({ name, price }) => <li>{name} {price.amount}</li>)}</ul>`,
  coin: (version) => `import { Live } from 'enddel'
    export const Coin = () => <p>${version} <Live value="BTC.price" as="price" /></p>`,
}

const siteText = `
  import { defineSite, document, notFound, route } from 'enddel'
  import { Coin } from './coin.tsx'
  import { Home } from './home.tsx'
  import { Report } from './report.tsx'
  import { Shop } from './shop.tsx'

  const head = () => ({ title: 'Edited' })
  const all = { head, prerender: 'all' }
  export default defineSite({
    locales: ['en', 'vi'],
    layout: ({ children }) => <main>{children}</main>,
    routes: [
      route('/', { ...all, id: 'home', page: Home, load: async ({}, { reports }) => [
        (await reports.latest())?.title, (await reports.list({ page: 1, perPage: 3 })).items.map(({ title }) => title),
      ] }),
      route('/ids', { ...all, id: 'ids', page: Home, load: (_, { reports }) => reports.ids() }),
      document('/feed.xml', { id: 'feed', type: 'text/xml', text: (items) => JSON.stringify(items), prerender: 'all', always: true,
        load: async (_, { reports }) => (await reports.list({ page: 1, perPage: 2 })).items }),
      document('/dates/:from', { id: 'dates', type: 'text/plain', text: (dates) => JSON.stringify(dates), prerender: 'all',
        isLocalised: false, params: async ({ reports }) => (await reports.ids()).map((_, from) => ({ from: String(from) })),
        load: ({ from }, { reports }) => reports.dates({ from: Number(from), count: 2 }) }),
      route('/market', { ...all, id: 'market', page: Home, load: (_, { market }) => market.coins }),
      route('/shop', { ...all, id: 'shop', page: Shop, load: (_, { products }) => products.list() }),
      route('/coin', { ...all, id: 'coin', page: Coin }),
      route('/list/:page', { ...all, id: 'list', page: Home,
        params: async ({ reports }) => (await reports.ids()).filter((_, index) => index % 3 === 0)
          .map((_, index) => ({ page: String(index + 1) })),
        load: async ({ page }, { reports }) => (await reports.list({ page: Number(page), perPage: 3 })).items,
      }),
      route('/report/:id', { ...all, id: 'report', page: Report,
        params: async ({ reports }) => (await reports.ids()).map((id) => ({ id: String(id) })),
        load: async ({ id }, { reports }) => {
          const report = await reports.get(Number(id))
          return report ? { report, older: await reports.older(report.id, 2) } : notFound()
        },
      }),
    ],
    notFound: { page: () => <h1>No such page</h1>, head },
    error: { page: () => <h1>Something broke</h1>, head },
  })`

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
