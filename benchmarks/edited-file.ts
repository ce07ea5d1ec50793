/**
 * How soon what was edited is answered by a running server, while `enddel build --watch` builds beside it, and by `enddel dev`: a
 * report, and a template of the report's page.
 * Run: npm run build && node --import tsx benchmarks/edited-file.ts [edits]
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { inLab } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { figure, median, table } from './lab/table.ts'

const run = promisify(execFile)
const edits = Number(process.argv[2] ?? 5)
const [servePort, devPort] = [8392, 8393]
const betweenMs = 2_500

await inLab(async ({ folder, start }) => {
  const [site, content, out] = ['site', 'content', 'out'].map((name) => join(folder, name)) as [string, string, string]
  cpSync('templates', site, { recursive: true })
  cpSync('content', content, { recursive: true })
  const where = ['--site', site, '--content', content]
  await run('node', ['bin/enddel.js', 'build', ...where, '--out', out])
  const common = { cores: '0,1', command: 'node' }
  const serve = ['serve', '--out', out, '--port', String(servePort), '--workers', '2']
  await start({ ...common, name: 'serve', port: servePort, args: ['bin/enddel.js', ...serve] })
  const dev = ['dev', ...where, '--port', String(devPort)]
  await start({ ...common, name: 'dev', port: devPort, args: ['bin/enddel.js', ...dev] })
  const watching = run('node', ['bin/enddel.js', 'build', ...where, '--out', out, '--watch', '--brotli', '5'])
  watching.catch(() => {}) // it is ended below
  await sleep(2 * betweenMs)

  const report = join(content, 'reports/0006-push-to-95000-fades/en.md')
  const template = join(site, 'parts/report-meta.tsx')
  const rows: string[][] = []
  for (const [name, file, edit] of [
    ['report', report, (text: string, mark: string) => `${text}\nEdited ${mark}.\n`],
    ['template', template, (text: string, mark: string) => text.replace('<p', `<p data-edited="${mark}"`)],
  ] as const) {
    const original = readFileSync(file, 'utf8')
    const seconds: Record<'serve' | 'dev', number[]> = { serve: [], dev: [] }
    for (let edited = 0; edited < edits; edited++) {
      const mark = `${name}${edited}`
      const since = performance.now()
      writeFileSync(file, edit(original, mark))
      await Promise.all([
        untilShown(servePort, mark).then(() => seconds.serve.push((performance.now() - since) / 1000)),
        untilShown(devPort, mark).then(() => seconds.dev.push((performance.now() - since) / 1000)),
      ])
      await sleep(betweenMs)
    }
    rows.push([name, ...[seconds.serve, seconds.dev].map((all) => `${figure(median(all), 2)} s`)])
  }
  watching.child.kill('SIGTERM')
  console.log(`${describeRun('edited-file.ts')}; the sample site, medians of ${edits}\n`)
  console.log(table(['edited', 'serve, built by --watch', 'dev'], rows))
})
process.exit()

async function untilShown(port: number, mark: string): Promise<void> {
  for (const until = performance.now() + 30_000; ; await sleep(20)) {
    const response = await fetch(`http://127.0.0.1:${port}/en/crypto_report/6`)
    if ((await response.text()).includes(mark)) return
    if (performance.now() > until) throw new Error(`port ${port} never showed ${mark}`)
  }
}
