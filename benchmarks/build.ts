/**
 * Building reports of about 6 KB: enddel with html and brotli 5 by two threads, its site's bundle already made, beside Hugo
 * with html alone, the same reports and pages; then, with brotli 11, one report changed and nothing changed. All of it from the
 * command line: the whole process counts. Every round writes into folders of its own, and nothing is removed in between, which
 * would make the file system slower for what comes next.
 * Run: npm run build && node --import tsx benchmarks/build.ts [reports] [rounds] [peer: hugo or none]
 */
import { appendFileSync, cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { writeHugoSite } from './lab/hugo-site.ts'
import { inLab } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { type MeasuredRun, measuredRun } from './lab/measured-run.ts'
import { figure, median, ratio, table } from './lab/table.ts'
import { fileOf, writeReports } from './lab/written-reports.ts'

const reports = Number(process.argv[2] ?? 10_000)
const rounds = Number(process.argv[3] ?? 3)
const hasPeer = (process.argv[4] ?? 'hugo') === 'hugo'
const oneChanged = Math.floor(reports / 2)

await inLab(async (lab) => {
  const [content, empty, hugo] = ['content', 'empty', 'hugo'].map((name) => join(lab.folder, name)) as [
    string,
    string,
    string,
  ]
  writeReports(join(content, 'reports'), reports)
  mkdirSync(join(empty, 'reports'), { recursive: true })
  writeHugoSite(hugo)
  if (hasPeer) cpSync(join(content, 'reports'), join(hugo, 'content/report'), { recursive: true })

  const build = (from: string, out: string, quality: number) =>
    measuredRun('node', [
      'bin/enddel.js',
      'build',
      '--site',
      'benchmarks/sites/reports',
      '--content',
      from,
      '--out',
      out,
      '--threads',
      '2',
      '--brotli',
      String(quality),
    ])
  const samples: Record<string, MeasuredRun[]> = { 'enddel, html and brotli 5': [], 'Hugo, html': [] }
  for (let round = 0; round < rounds; round++) {
    const out = join(lab.folder, `out-${round}`)
    await build(empty, out, 5)
    samples['enddel, html and brotli 5']!.push(await build(content, out, 5))
    if (hasPeer)
      samples['Hugo, html']!.push(await measuredRun('hugo', ['--quiet', '-d', join(lab.folder, `hugo-${round}`)], hugo))
  }

  const out = join(lab.folder, 'out-11')
  await build(content, out, 11)
  const changed: MeasuredRun[] = []
  const unchanged: MeasuredRun[] = []
  for (let round = 0; round < Math.max(rounds, 5); round++) {
    appendFileSync(join(content, 'reports', fileOf(oneChanged)), `\nAdded in round ${round}.\n`)
    changed.push(await build(content, out, 11))
    unchanged.push(await build(content, out, 11))
  }

  console.log(`${describeRun('build.ts')}; ${figure(reports)} reports\n`)
  const of = (all: readonly MeasuredRun[], key: 'seconds' | 'cpuSeconds' | 'peakMb') =>
    median(all.map((run) => run[key]))
  const base = hasPeer ? of(samples['Hugo, html']!, 'seconds') : undefined
  const all = { ...samples, 'one report changed, brotli 11': changed, 'nothing changed': unchanged }
  const rows = Object.entries(all)
    .filter(([, runs]) => runs.length > 0)
    .map(([label, runs]) => [
      label,
      `${figure(of(runs, 'seconds'), 2)} s`,
      base ? ratio(of(runs, 'seconds'), base) : '',
      `${figure(of(runs, 'cpuSeconds'), 2)} s`,
      `${figure(of(runs, 'peakMb'))} MB`,
    ])
  console.log(table(['build', 'wall', 'to Hugo', 'CPU', 'memory'], rows))
  console.log(`\n${lastLines(samples['enddel, html and brotli 5']!.at(-1)!)}\n${lastLines(changed.at(-1)!)}`)
})

/** How long each step took. */
function lastLines({ output }: MeasuredRun): string {
  return output
    .split('\n')
    .filter((line) => /^time: |pages, /.test(line))
    .join('\n')
}
