import type { Comparison } from '../figures/compare-runs.ts'
import { comparedTable, comparisonLines, comparisonVerdict } from './compared.ts'
import type { TextOptions } from './text.ts'
import { textTable } from './text-table.ts'
import { createPaint, wrap } from './text-style.ts'

/** What became better or worse since a run that was saved; the verdict comes last. */
export function comparisonText(comparison: Comparison, { width, isColored }: TextOptions): string {
  const paint = createPaint(isColored)
  const table = comparedTable(comparison)
  const isBad = comparison.verdict === 'worse' || comparison.verdict === 'refused'
  return [
    ...(table ? [textTable(table, width, paint)] : []),
    ...comparisonLines(comparison).map((line) => wrap(line, width)),
    paint(isBad ? 'bad' : 'good', comparisonVerdict(comparison)),
  ].join('\n')
}
