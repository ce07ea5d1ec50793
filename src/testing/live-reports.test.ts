/** Reports in a database on the pages of a running server: nobody builds, and all follows. */
import { readFile } from 'node:fs/promises'
import type { Sql } from 'postgres'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { build } from './builds.ts'
import { FeedClient } from './feed-serving.ts'
import { getBytes, type Got } from './http-get.ts'
import { type LogLine, type ServeProcess, withServe } from './serve-process.ts'
import { withReports } from './stored-reports.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { siteFile, writeTinySite } from './tiny-site.ts'

const live = suite('testing/live-reports')

live('shows a new row in all languages and in lists, and tells the feed', () =>
  withServedRows(async ({ sql, url, log }) => {
    const feed = await FeedClient.subscribed(url, ['reports'])

    await insertRow(sql, 2, '<h1>Hai</h1>', '<h1>Two</h1>')
    await untilPublished(log, 1)

    await shows(`${url}/en/report/2`, /<h1>Two<\/h1>/)
    await shows(`${url}/vi/report/2`, /<h1>Hai<\/h1>/)
    await shows(`${url}/en/all`, /<h1>Note Two, One<\/h1>/)
    await shows(`${url}/vi/all`, /<h1>Note Hai, Một<\/h1>/)
    await shows(`${url}/vi/feed.xml`, /^<feed>Hai, Một<\/feed>$/)
    await shows(`${url}/map.xml`, /^<map>1 2<\/map>$/)
    assert.is((await feed.next('report')).id, 2)
    feed.ws.terminate()
  }),
)

live('follows a row that is changed, and one that is removed', () =>
  withServedRows(async ({ sql, url, log }) => {
    await insertRow(sql, 2, '<h1>Hai</h1>', '<h1>Two</h1>')
    await untilPublished(log, 1)

    await sql`update crypto_report set html_content_en = '<h1>Second</h1>' where id = 2`
    await untilPublished(log, 2)
    await shows(`${url}/en/report/2`, /<h1>Second<\/h1>/)
    await sql`delete from crypto_report where id = 2`
    await untilPublished(log, 3)

    await shows(`${url}/en/all`, /<h1>Note One<\/h1>/)
    assert.equal(await statusesOf(`${url}/en/report/2`), [404])
  }),
)

live('keeps showing a report whose row is broken, leaves out a new one that is, and says so', () =>
  withServedRows(async ({ sql, url, log }) => {
    await sql`update crypto_report set html_content = '<p>no title' where id = 1`
    await insertRow(sql, 2, '<p>no title either', '<h1>Two</h1>')
    await untilServed(log, (published) => published.find(({ quarantined }) => quarantined === 2))

    await shows(`${url}/health`, /"quarantinedReports":2/)
    await shows(`${url}/vi/report/1`, /<h1>Một<\/h1>/)
    assert.equal(await statusesOf(`${url}/en/report/2`), [404])
  }),
)

live('goes on when the process that publishes dies', () =>
  withServedRows(async ({ sql, url, log, primary }) => {
    await killPublisher(primary.pid!)
    await log.until((lines) => lines.some(({ msg }) => /publishes reports died/.test(msg)))

    await insertRow(sql, 2, '<h1>Hai</h1>', '<h1>Two</h1>')
    await untilPublished(log, 1)

    await shows(`${url}/en/report/2`, /<h1>Two<\/h1>/)
  }),
)

live('says which page keeps reports from being published, and shows the build before', () =>
  withServedRows(async ({ sql, url, log }) => {
    await sql`delete from crypto_report`
    await log.until((lines) => lines.some(({ failed }) => failed === 2))

    const { msg, failure } = log.items.find(({ failed }) => failed === 2)!
    assert.is(msg, 'reports have changed, but pages failed; the build before is served')
    assert.match(String(failure), '/en/newest: route newest is to be built, but its loader redirects to /all (')
    await shows(`${url}/en/all`, /<h1>Note One<\/h1>/)
  }),
)

live('shows the first report where there was none, and that there is none when it is removed', () =>
  withReports(({ url: database, sql }) =>
    inTemporaryFolder(async (out) => {
      const where = { site: 'templates', content: 'content', out }
      const { published, failures } = await build(where, { database: { url: database, pool: 2 }, popular: 20 })
      assert.equal([published, failures], [true, []])
      await withServe(out, { args: ['--market', 'off'], env: { DATABASE_URL: database } }, async ({ url, log }) => {
        await untilWatched(log)
        const pages = ['/en/', '/en/crypto_report', '/en/crypto_reports_list'].map((path) => url + path)
        for (const page of pages) await shows(page, />No reports yet</)

        await insertRow(sql, 1, '<h1>Một</h1>', '<h1>Number one</h1>')
        await untilPublished(log, 1)
        for (const page of pages) await shows(page, />Number one</)
        await shows(`${url}/en/rss.xml`, /<title>Number one</)
        await sql`delete from crypto_report`
        await untilPublished(log, 2)
        for (const page of pages) await shows(page, />No reports yet</)

        assert.equal(await statusesOf(`${url}/en/crypto_report`), [200])
        assert.equal(await statusesOf(`${url}/en/crypto_report/1`), [404])
      })
    }),
  ),
)

const allRoute = `route('/all', {
  id: 'all', page: Note, head, prerender: 'all',
  load: async (_, { reports }) =>
    ({ name: (await reports.list({ page: 1, perPage: 9 })).items.map(({ title }) => title).join(', ') }),
}),
route('/newest', {
  id: 'newest', page: Note, head, prerender: 'all',
  load: async (_, { reports }) => ((await reports.latest()) ? { name: 'newest' } : redirect('/all')),
}),
document('/feed.xml', {
  id: 'feed', type: 'application/rss+xml', prerender: 'all', always: true, text: (titles) => '<feed>' + titles + '</feed>',
  load: async (_, { reports }) =>
    (await reports.list({ page: 1, perPage: 9 })).items.map(({ title }) => title).join(', '),
}),
document('/map.xml', {
  id: 'map', type: 'application/xml', prerender: 'all', always: true, isLocalised: false,
  text: (ids) => '<map>' + ids + '</map>',
  load: async (_, { reports }) => (await reports.dates({ from: 0, count: 9 })).map(({ id }) => id).join(' '),
}),`

/** A site of which only the database has reports, built and served; it is watched when `work` begins. */
function withServedRows(work: (served: ServeProcess & { sql: Sql }) => Promise<void>): Promise<void> {
  return withReports(({ url: database, sql }) =>
    inTemporaryFolder(async (folder) => {
      await insertRow(sql, 1, '<h1>Một</h1>', '<h1>One</h1>')
      const where = await writeTinySite(folder, siteFile(allRoute, `['en', 'vi']`))
      await build(where, { database: { url: database, pool: 2 } })
      await withServe(where.out, { env: { DATABASE_URL: database } }, async (served) => {
        await untilWatched(served.log)
        await work({ ...served, sql })
      })
    }),
  )
}

async function insertRow(sql: Sql, id: number, vi: string, en: string): Promise<void> {
  await sql`
    insert into crypto_report (id, html_content, html_content_en, created_at)
    values (${id}, ${vi}, ${en}, ${new Date(Date.UTC(2026, 0, id))})`
}

function untilWatched(log: ServeProcess['log']): Promise<unknown> {
  return log.until((lines) => lines.some(({ msg }) => /^reports of the database are/.test(msg)))
}

/** Until reports were published so often, and the two workers serve what was published then. */
function untilPublished(log: ServeProcess['log'], count: number): Promise<void> {
  return untilServed(log, (published) => published[count - 1])
}

async function untilServed(log: ServeProcess['log'], find: (published: LogLine[]) => LogLine | undefined) {
  const found = () => find(log.items.filter(({ msg }) => msg === 'reports published'))
  await log.until(() => found() !== undefined)
  const loaded = (worker: number) => log.items.findLast((line) => line.msg === 'build loaded' && line.worker === worker)
  await log.until(() => [0, 1].every((worker) => loaded(worker)?.build === found()!.build))
}

async function shows(url: string, pattern: RegExp): Promise<void> {
  for (const { text } of await askOften(url)) assert.match(text, pattern, url)
}

async function statusesOf(url: string): Promise<number[]> {
  return [...new Set((await askOften(url)).map(({ status }) => status))]
}

/** On connections of their own, so that either worker is asked. */
function askOften(url: string): Promise<Got[]> {
  return Promise.all(Array.from({ length: 6 }, () => getBytes(url, {})))
}

/** It is the child of the primary that is no worker. */
async function killPublisher(primary: number): Promise<void> {
  const children = await readFile(`/proc/${primary}/task/${primary}/children`, 'utf8')
  for (const pid of children.trim().split(' ').map(Number)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8')
    if (command.includes('publisher-process')) process.kill(pid, 'SIGKILL')
  }
}

live.run()
