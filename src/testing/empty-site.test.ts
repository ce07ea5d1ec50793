/** The sample site before anybody has written a report or put a product into the shop. */
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verifyBuild } from '../serve/verify/verify-build.ts'
import { pageReader } from './built-pages.ts'
import { build } from './builds.ts'
import { chromium } from './needs.ts'
import { getBytes } from './http-get.ts'
import { withServer } from './serving.ts'
import { inTemporaryFolder } from './temporary-folder.ts'

const empty = suite('testing/empty-site')

empty('is built whole, serves every page it leads to, and tells machines of no page without content', () =>
  inTemporaryFolder(async (folder) => {
    const where = { site: 'templates', content: join(folder, 'content'), out: join(folder, 'out') }
    await mkdir(join(where.content, 'reports'), { recursive: true })
    await cp('content/market.json', join(where.content, 'market.json'))

    const { published, failures, problems, pdfs } = await build(where, { pdf: { chromium } })

    assert.equal([published, failures, problems, pdfs], [true, [], [], { files: 0, made: 0 }])
    assert.equal((await verifyBuild({ out: where.out, build: undefined, scope: 'all' })).problems, [])
    const read = await pageReader(where.out)
    assert.equal(await emptyPagesOf(read, 'vi', 'Chưa có báo cáo nào'), reportPages)
    assert.equal(await emptyPagesOf(read, 'en', 'No reports yet'), reportPages)
    assert.equal(await emptyPagesOf(read, 'ru', 'Отчётов пока нет'), reportPages)
    assert.match(await read('/en/shop'), 'No products yet')

    const map = await read('/sitemap/pages.xml')
    assert.match(map, '<loc>/en/market</loc>')
    assert.not.match(map, /crypto_report|shop/)
    assert.equal((await read('/sitemap.xml')).match(/<loc>[^<]*/g), ['<loc>/sitemap/pages.xml'])
    assert.not.match(await read('/en/rss.xml'), '<item>')
    assert.equal(JSON.parse(await read('/en/feed.json')).items, [])
    assert.not.match(await read('/llms.txt'), 'Markdown')
    await withServer(where.out, {}, async ({ url }) => {
      for (const way of waysIn(await read('/en/crypto_report'))) {
        assert.is((await getBytes(url + way, {})).status, 200, way)
      }
    })
  }),
)

const reportPages = ['/', '/crypto_report', '/crypto_reports_list']

/** Those of the pages that say so, and lead on to market and shop. */
async function emptyPagesOf(read: (address: string) => Promise<string>, locale: string, title: string) {
  const found: string[] = []
  for (const path of reportPages) {
    const html = await read(`/${locale}${path}`)
    const ways = waysIn(html).join()
    if (html.includes(`>${title}<`) && ways === `/${locale}/market,/${locale}/shop`) found.push(path)
  }
  return found
}

function waysIn(html: string): string[] {
  const [, state = ''] = /<div class="empty-state">(.*?)<\/div>/s.exec(html) ?? []
  return [...state.matchAll(/href="([^"]*)"/g)].map(([, way]) => way!)
}

empty.run()
