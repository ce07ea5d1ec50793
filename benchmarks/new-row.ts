/**
 * How soon a new row in PostgreSQL is on the pages of a running server: the report in all languages, the list, the home page, the
 * newest report, the print view, RSS and the sitemap. Each is asked for again until it shows the row.
 * Run: npm run build && node --import tsx benchmarks/new-row.ts [rows] [workers]
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { withReports } from '../src/testing/stored-reports.ts'
import { inLab } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { figure, median } from './lab/table.ts'

const run = promisify(execFile)
const rows = Number(process.argv[2] ?? 7)
const workers = process.argv[3] ?? '2'
const port = 8391
const betweenMs = 3_000
const locales = ['vi', 'en', 'ru']

await withReports(({ url: database, sql }) =>
  inLab(async (lab) => {
    const out = join(lab.folder, 'out')
    const env = { DATABASE_URL: database, SITE_URL: 'https://example.com' }
    const enddel = (...args: string[]) => run('node', ['bin/enddel.js', ...args], { env: { ...process.env, ...env } })
    await enddel('import', '--content', 'content')
    await enddel('build', '--out', out)
    const args = ['bin/enddel.js', 'serve', '--out', out, '--port', String(port), '--workers', workers]
    await lab.start({ name: 'enddel', port, cores: '0,1', command: 'node', args, env })
    await sleep(betweenMs)

    const first = 1_000
    const seconds: number[] = []
    for (let id = first; id < first + rows; id++) {
      const since = performance.now()
      await sql`
        insert into crypto_report (id, html_content, html_content_en, created_at)
        values (${id}, ${`<h1>Hàng ${id}</h1><p>Mới`}, ${`<h1>Row ${id}</h1><p>New`}, now())`
      await Promise.all(placesOf(id).map(([path, text]) => untilShown(path, text)))
      seconds.push((performance.now() - since) / 1000)
      await sleep(betweenMs)
    }
    console.log(`${describeRun('new-row.ts')}; the sample site, ${placesOf(1).length} addresses\n`)
    console.log(`median ${figure(median(seconds), 2)} s; each: ${seconds.map((one) => figure(one, 2)).join(', ')} s`)
  }),
)
process.exit()

/** Addresses that the row is to be seen at, and what of it; Russian falls back on Vietnamese. */
function placesOf(id: number): [path: string, text: string][] {
  const title = (locale: string) => (locale === 'en' ? `Row ${id}` : `Hàng ${id}`)
  const perLocale = locales.flatMap((locale) =>
    [`/crypto_report/${id}`, '/crypto_report', '/crypto_reports_list', '/', `/pdf-template/${id}`, '/rss.xml'].map(
      (path): [string, string] => [`/${locale}${path}`, title(locale)],
    ),
  )
  return [...perLocale, ['/sitemap/reports-1.xml', `/crypto_report/${id}<`]]
}

async function untilShown(path: string, text: string): Promise<void> {
  for (const until = performance.now() + 30_000; ; await sleep(20)) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    if ((await response.text()).includes(text)) return
    if (performance.now() > until) throw new Error(`${path} never showed ${text}`)
  }
}
