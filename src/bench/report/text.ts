import type { BenchResult, ScenarioResult } from '../bench-result.ts'
import { capacityLines } from './capacity-lines.ts'
import { limitsOf } from './limits.ts'
import { aboutRun, howAsked, howMade, notRun } from './prose.ts'
import { ratioTableOf } from './ratio-table.ts'
import { tableOf } from './rows.ts'
import { textTable } from './text-table.ts'
import { createPaint, type Paint, plain, wrap } from './text-style.ts'
import { failuresOf, verdictOf } from './verdict.ts'

export interface TextOptions {
  /** Columns of the terminal. */
  width: number
  /** Only for a terminal that takes colours and whose user did not refuse them: `stream.isTTY && stream.hasColors()`. */
  isColored: boolean
}

/** All that a run found, for the terminal; the last lines say whether answers were right. */
export function textReport(result: BenchResult, { width, isColored }: TextOptions): string {
  const paint = createPaint(isColored)
  const measured = result.scenarios.filter(({ notRun: why }) => why === undefined)
  const blocks = [
    lines(aboutRun(result), width),
    lines(result.warnings.map(warning), width),
    ...measured.map((scenario) => scenarioText(result, scenario, width, paint)),
    lines(capacityLines(result), width),
    lines(howMade(result), width),
    lines(
      notRun(result).map(({ name, why }) => `Not run: ${name}: ${why}`),
      width,
    ),
    verdictText(result, width, paint),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function scenarioText(result: BenchResult, scenario: ScenarioResult, width: number, paint: Paint): string {
  const { name, about, warnings } = scenario
  const table = tableOf(result, scenario)
  const ratios = ratioTableOf(result, scenario)
  const sentences = [
    ...failuresOf(result, scenario).map((failure) => `Problem: ${failure}`),
    ...warnings.map(warning),
    ...limitsOf(result, scenario),
  ]
  const parts = [
    `${paint('bold', plain(name))}: ${plain(about)}`,
    lines([howAsked(scenario)], width),
    table ? textTable(table, width, paint) : 'Nothing was measured.',
    ratios ? `\n${textTable(ratios, width, paint)}\n` : '',
    lines(sentences, width),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function warning(text: string): string {
  return `Warning: ${text}`
}

function verdictText(result: BenchResult, width: number, paint: Paint): string {
  const { isGood, text, failures } = verdictOf(result)
  return [
    paint(isGood ? 'good' : 'bad', wrap(text, width)),
    lines(
      failures.map((failure) => `- ${failure}`),
      width,
    ),
  ]
    .filter((line) => line !== '')
    .join('\n')
}

function lines(sentences: readonly string[], width: number): string {
  return sentences.map((sentence) => wrap(sentence, width)).join('\n')
}
