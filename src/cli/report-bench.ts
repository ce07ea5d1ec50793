import { writeFile } from 'node:fs/promises'
import type { BenchOptions } from '../bench/bench-options.ts'
import type { BenchResult } from '../bench/bench-result.ts'
import { describeMachine } from '../bench/describe-machine.ts'
import { refusalsOf } from '../bench/figures/comparable.ts'
import { type Comparison, compareRuns } from '../bench/figures/compare-runs.ts'
import { readSavedRun, saveRun } from '../bench/figures/saved-run.ts'
import { comparisonText } from '../bench/report/comparison-text.ts'
import { htmlReport } from '../bench/report/html.ts'
import { markdownReport } from '../bench/report/markdown.ts'
import { textReport } from '../bench/report/text.ts'
import { verdictOf } from '../bench/report/verdict.ts'
import { runBench } from '../bench/run.ts'
import { EnddelError } from '../core/errors.ts'
import { exitCodes } from './exit.ts'
import { printBench } from './print-bench.ts'

export interface ReportOptions {
  save?: string
  compare?: string
  /** A share. */
  tolerance: number
  json: boolean
  markdown: boolean
  html?: string
}

/** Runs the bench and tells what it found in the ways that were asked for; gives the exit code. */
export async function runAndReport(options: BenchOptions, report: ReportOptions, stop: AbortSignal): Promise<number> {
  const then = report.compare === undefined ? undefined : await savedRun(report.compare, options)
  const progress = printBench(process.stderr)
  const result = await runBench(options, progress.show, stop).finally(progress.end)
  const comparison = then && compareRuns(then, result, report.tolerance)
  console.log(output(result, comparison, report))
  if (report.html !== undefined) await writeFile(report.html, htmlReport(result, comparison))
  if (report.save !== undefined && !result.isInterrupted) await saveRun(report.save, result)
  const isGood = verdictOf(result).isGood && comparison?.verdict !== 'worse' && comparison?.verdict !== 'refused'
  return isGood ? exitCodes.ok : exitCodes.failed
}

/** What cannot be compared need not be measured. */
async function savedRun(file: string, { engine }: BenchOptions): Promise<BenchResult> {
  const then = await readSavedRun(file)
  const [refusal] = refusalsOf(then, { machine: describeMachine(), engine })
  if (refusal === undefined) return then
  throw new EnddelError('E_BENCH_SAVED', `${file}: ${refusal}`, { hint: 'save a run of this machine with --save' })
}

function output(result: BenchResult, comparison: Comparison | undefined, { json, markdown }: ReportOptions): string {
  if (json) return JSON.stringify({ ...result, ...(comparison && { comparison }) })
  if (markdown) return markdownReport(result, comparison).trimEnd()
  const style = {
    width: process.stdout.columns || 100,
    isColored: process.stdout.isTTY && process.stdout.hasColors(),
  }
  const text = textReport(result, style)
  return comparison ? `${text}\n${comparisonText(comparison, style)}` : text.trimEnd()
}
