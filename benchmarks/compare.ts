/**
 * What `enddel bench --compare` says of a server on its own build of yesterday: the same server once more has to pass, one
 * that takes 15 % longer has to fail, 10 times out of 10. Each run is on a process that was started anew.
 * Run: npm run build && node --import tsx benchmarks/compare.ts [times]
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { compareRuns, type Comparison } from '../src/bench/figures/compare-runs.ts'
import { readSavedRun } from '../src/bench/figures/saved-run.ts'
import { inLab, type Lab, type Running } from './lab/lab.ts'
import { describeRun } from './lab/machine.ts'
import { figure, table } from './lab/table.ts'

const times = Number(process.argv[2] ?? 10)
const cores = '0'
let nextPort = 3971
const tolerance = 5
const slower = 0.15
const flags = ['--seconds', '1', '--rounds', '10']
const peer = fileURLToPath(new URL('./peers/burning.mjs', import.meta.url))

await inLab(async (lab) => {
  const [then, now] = [join(lab.folder, 'then.json'), join(lab.folder, 'now.json')]
  const rows: string[][] = []
  const burnUs = await findBurn(lab, then, now)
  for (let time = 1; time <= times; time++) {
    await bench(lab, 0, ['--save', then])
    for (const [name, burn] of [['the same', 0] as const, ['15 % slower', burnUs] as const]) {
      const code = await bench(lab, burn, ['--compare', then, '--tolerance', `${tolerance}%`, '--save', now])
      const comparison = compareRuns(await readSavedRun(then), await readSavedRun(now), tolerance / 100)
      if (comparison.verdict === 'refused') throw new Error(comparison.refusals.join('; '))
      rows.push([String(time), name, String(code), comparison.verdict, ratioOf(comparison, 'perSecond')])
      rows.at(-1)!.push(ratioOf(comparison, 'cpuUs'))
    }
  }
  const of = (name: string) => rows.filter((row) => row[1] === name)
  const passed = of('the same').filter((row) => row[2] === '0').length
  // Of its own accord it also ends with 1 when answers are lost.
  const failed = of('15 % slower').filter((row) => row[2] === '1' && row[3] === 'worse').length
  console.log(`${describeRun('compare.ts')}; ${figure(burnUs, 1)} µs more a request are 15 %\n`)
  console.log(table(['time', 'server', 'exit code', 'verdict', 'requests/s, now to then', 'CPU an answer'], rows))
  console.log(
    `\nThe same server passed ${passed} times of ${times}, the slower one failed ${failed} times of ${times}.`,
  )
})

/** The exit code of `enddel bench sustained` on a stub that burns so many microseconds a request. */
async function bench(lab: Lab, burnUs: number, more: readonly string[]): Promise<number> {
  const stub = await startStub(lab, burnUs)
  const url = `http://127.0.0.1:${stub.port}/`
  try {
    const args = ['bin/enddel.js', 'bench', 'sustained', '--url', url, '--path', '/', ...flags, ...more]
    await promisify(execFile)(process.execPath, args)
    return 0
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    if (code !== 1) throw new Error(`enddel bench ended with ${code}: ${stdout}${stderr}`)
    return code
  } finally {
    process.kill(stub.pid, 'SIGTERM')
  }
}

/** What has to be added to each request for 15 % less throughput, from what twice as much does, in twice as many rounds. */
async function findBurn(lab: Lab, then: string, now: string): Promise<number> {
  const guessUs = 6
  const more = ['--rounds', '20']
  await bench(lab, 0, ['--save', then, ...more])
  await bench(lab, guessUs, ['--compare', then, '--tolerance', `${tolerance}%`, '--save', now, ...more])
  const { figures } = compareRuns(await readSavedRun(then), await readSavedRun(now), tolerance / 100)
  const { ratio } = figures.find(({ key }) => key === 'perSecond')!
  return (guessUs * (1 / (1 - slower) - 1)) / (1 / ratio - 1)
}

/** Another port each time: nobody has to wait until the last one is free again. */
function startStub(lab: Lab, burnUs: number): Promise<Running> {
  const port = nextPort++
  const args = [peer, String(port), '--burn', burnUs.toFixed(2)]
  return lab.start({ name: 'the stub', port, cores, command: process.execPath, args })
}

function ratioOf({ figures }: Comparison, key: 'perSecond' | 'cpuUs'): string {
  const found = figures.find((compared) => compared.key === key && compared.verdict !== undefined)
  if (!found) return '–'
  const interval = found.interval && ` (${figure(found.interval.low, 2)}–${figure(found.interval.high, 2)})`
  return `${figure(found.ratio, 2)}${interval ?? ''}`
}
