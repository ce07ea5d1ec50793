import type { Chart, GaugeChart } from 'enddel'
import { wordsIn } from '../words.ts'
import { chartNumber, totalOf } from './chart-words.ts'

/** The figures of a chart, written in `lang`, row by row. */
export function chartTable(chart: Chart, lang: string): { head: string[]; rows: string[][] } {
  const { t, f } = wordsIn(lang)
  const write = chartNumber(chart, lang)
  const { label, value, share } = t.chart
  switch (chart.type) {
    case 'line':
      return {
        head: [label, ...chart.series.map(({ name }) => name)],
        rows: chart.labels.map((text, index) => [text, ...chart.series.map(({ values }) => write(values[index] ?? 0))]),
      }
    case 'bar':
      return { head: [label, value], rows: chart.bars.map((bar) => [bar.label, write(bar.value)]) }
    case 'doughnut': {
      const total = totalOf(chart.slices) || 1
      return {
        head: [label, value, share],
        rows: chart.slices.map((slice) => [slice.label, write(slice.value), f.percent((slice.value / total) * 100)]),
      }
    }
    case 'gauge':
      return { head: [label, value], rows: [[chart.title, write(chart.value)], ...zoneRows(chart, write)] }
  }
}

/** Each zone with its bounds; the first begins where the scale does. */
function zoneRows({ min, segments }: GaugeChart, write: (value: number) => string): string[][] {
  const sorted = segments.toSorted((a, b) => a.limit - b.limit)
  return sorted.map(({ label, limit }, index) => [label, `${write(sorted[index - 1]?.limit ?? min)} – ${write(limit)}`])
}
