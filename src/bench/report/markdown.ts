import type { BenchResult, ScenarioResult } from '../bench-result.ts'
import type { Comparison } from '../figures/compare-runs.ts'
import { capacityLines } from './capacity-lines.ts'
import { comparedTable, comparisonLines, comparisonVerdict } from './compared.ts'
import { limitsOf } from './limits.ts'
import { escapeMarkdown, markdownTable } from './markdown-table.ts'
import { aboutRun, howAsked, howMade, notRun } from './prose.ts'
import { ratioTableOf } from './ratio-table.ts'
import { tableOf } from './rows.ts'
import { failuresOf, verdictOf } from './verdict.ts'

/** A whole document, such as docs/benchmarks.md. */
export function markdownReport(result: BenchResult, comparison?: Comparison): string {
  const measured = result.scenarios.filter(({ notRun: why }) => why === undefined)
  const blocks = [
    '# Benchmarks',
    ...verdictBlocks(result),
    paragraph(aboutRun(result)),
    'Made by this command; the same on your machine, after `npm run build` and `enddel build`, makes this page anew:',
    codeBlock(result.command),
    ...result.warnings.map(warning),
    paragraph(howMade(result)),
    ...measured.flatMap((scenario) => scenarioBlocks(result, scenario)),
    ...(comparison ? comparisonBlocks(comparison) : []),
    ...section('Capacity', capacityLines(result)),
    ...section(
      'Not run',
      notRun(result).map(({ name, why }) => `${name}: ${why}`),
    ),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function verdictBlocks(result: BenchResult): string[] {
  const { text, failures } = verdictOf(result)
  return [`**${escapeMarkdown(text)}**`, list(failures)]
}

function scenarioBlocks(result: BenchResult, scenario: ScenarioResult): string[] {
  const table = tableOf(result, scenario)
  const ratios = ratioTableOf(result, scenario)
  return [
    `## ${escapeMarkdown(scenario.name)}`,
    escapeMarkdown(`${sentence(scenario.about)} ${sentence(howAsked(scenario))}`),
    table ? markdownTable(table) : 'Nothing was measured.',
    ratios ? markdownTable(ratios) : '',
    ...failuresOf(result, scenario).map((failure) => `**Problem:** ${escapeMarkdown(failure)}`),
    ...scenario.warnings.map(warning),
    list(limitsOf(result, scenario)),
  ]
}

function comparisonBlocks(comparison: Comparison): string[] {
  const table = comparedTable(comparison)
  return [
    '## Compared with the saved run',
    `**${escapeMarkdown(comparisonVerdict(comparison))}**`,
    table ? markdownTable(table) : '',
    list(comparisonLines(comparison)),
  ]
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`## ${title}`, list(items)]
}

function warning(text: string): string {
  return `**Warning:** ${escapeMarkdown(text)}`
}

function paragraph(sentences: readonly string[]): string {
  return sentences.map(escapeMarkdown).join(' ')
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${escapeMarkdown(item)}`).join('\n')
}

/** Indented, so that no text can end it. */
function codeBlock(text: string): string {
  return `    ${text.replace(/\s*\n\s*/g, ' ')}`
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return begun === '' || /[.!?]$/.test(begun) ? begun : `${begun}.`
}
