import type { ComparedFigure, Comparison, Side } from '../figures/compare-runs.ts'
import type { Cell, Column, Row, Table, Tone } from './table.ts'
import { microseconds, milliseconds, rate, ratio } from './units.ts'

/** A row for each figure of now and of the saved run; undefined when nothing could be compared. */
export function comparedTable({ figures }: Comparison): Table | undefined {
  if (figures.length === 0) return undefined
  return { columns, rows: figures.map(rowOf) }
}

/** In one sentence. */
export function comparisonVerdict({ verdict, refusals }: Comparison): string {
  return verdict === 'refused' ? `Not compared: ${refusals.join('; ')}.` : sentences[verdict]
}

const sentences = {
  better: 'Compared with the saved run: better.',
  same: 'Compared with the saved run: the same.',
  worse: 'Compared with the saved run: worse.',
  unsure: 'Compared with the saved run: unsure; the noise is too large to tell.',
} as const

/** What is to be said beside the table, and how it was decided. */
export function comparisonLines({ figures, howDecided, problems, refusals, warnings }: Comparison): string[] {
  const hasYardstick = figures.some(({ now }) => now.toYardstick !== undefined)
  return [
    ...refusals.map((refusal) => `Not compared: ${refusal}.`),
    ...problems.map((problem) => `Problem: ${problem}`),
    ...warnings.map((warning) => `Warning: ${warning}`),
    ...(hasYardstick
      ? ['The yardstick is a minimal server, measured in turn; then and now are also shown in times of its figure.']
      : []),
    howDecided,
  ]
}

const columns: readonly Column[] = [
  { title: 'scenario', align: 'left' },
  { title: 'step', align: 'left' },
  { title: 'figure', align: 'left' },
  { title: 'then', align: 'right' },
  { title: 'now', align: 'right' },
  { title: 'now to then', align: 'right' },
  { title: 'verdict', align: 'left' },
]

function rowOf(figure: ComparedFigure): Row {
  const { interval, key, name, scenario, step, then, now, verdict } = figure
  const unit = key === 'perSecond' ? '' : `, ${figure.unit}`
  const texts = [
    scenario,
    step,
    `${name}${unit}`,
    sideText(key, then),
    sideText(key, now),
    ratio(figure.ratio, interval),
  ]
  return { step: `${scenario}, ${step}`, cells: [...texts.map((text): Cell => ({ text })), verdictCell(verdict)] }
}

function sideText(key: ComparedFigure['key'], { measured, toYardstick }: Side): string {
  const text = writers[key](measured)
  return toYardstick === undefined ? text : `${text} (${ratio(toYardstick)})`
}

const writers = { perSecond: rate, p99Ms: milliseconds, cpuUs: microseconds } as const

function verdictCell(verdict: ComparedFigure['verdict']): Cell {
  if (verdict === undefined) return { text: 'only shown' }
  const tone = tones[verdict]
  return tone ? { text: verdict, tone } : { text: verdict }
}

const tones: Partial<Record<NonNullable<ComparedFigure['verdict']>, Tone>> = { better: 'good', worse: 'bad' }
