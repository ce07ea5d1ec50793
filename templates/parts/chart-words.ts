import type { Chart } from 'enddel'
import { wordsIn } from '../words.ts'

/** Writes the numbers of a chart with its prefix and suffix; the sign stands before both: "−$5". */
export function chartNumber({ prefix = '', suffix = '' }: Chart, lang: string): (value: number) => string {
  const { f } = wordsIn(lang)
  return (value) => `${value < 0 ? '−' : ''}${prefix}${f.number(Math.abs(value))}${suffix}`
}

/** The drawing in one sentence, for those who do not see it. */
export function describeChart(chart: Chart, lang: string): string {
  const { t, f } = wordsIn(lang)
  const write = chartNumber(chart, lang)
  switch (chart.type) {
    case 'line':
      return chart.series
        .map(({ name, values }) => {
          const ends = [values[0] ?? 0, values.at(-1) ?? 0, Math.min(...values), Math.max(...values)]
          return t.chart.line(name, ...(ends.map(write) as [string, string, string, string]))
        })
        .join(' ')
    case 'bar': {
      const sorted = chart.bars.toSorted((a, b) => b.value - a.value)
      const tell = (bar = sorted[0]) => (bar ? `${bar.label}, ${write(bar.value)}` : '–')
      return t.chart.bar(sorted.length, tell(), tell(sorted.at(-1)))
    }
    case 'doughnut': {
      const total = totalOf(chart.slices)
      const top = chart.slices.toSorted((a, b) => b.value - a.value)[0]
      const share = top ? `${top.label}, ${f.percent(((top.value || 0) / (total || 1)) * 100)}` : '–'
      return t.chart.doughnut(chart.slices.length, share)
    }
    case 'gauge':
      return t.chart.gauge(write(chart.value), write(chart.min), write(chart.max), gaugeZone(chart)?.label ?? '')
  }
}

/** The first zone whose limit is not below the value; beyond the last limit, the last zone. */
export function gaugeZone({
  value,
  segments,
}: Extract<Chart, { type: 'gauge' }>): { limit: number; label: string } | undefined {
  const sorted = segments.toSorted((a, b) => a.limit - b.limit)
  return sorted.find(({ limit }) => value <= limit) ?? sorted.at(-1)
}

export function totalOf(slices: readonly { value: number }[]): number {
  return slices.reduce((sum, { value }) => sum + value, 0)
}
