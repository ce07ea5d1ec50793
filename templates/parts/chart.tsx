import type { Chart } from 'enddel'
import { BarDrawing } from './bar-chart.tsx'
import { ChartData } from './chart-data.tsx'
import { DoughnutDrawing } from './doughnut-chart.tsx'
import { GaugeDrawing } from './gauge-chart.tsx'
import { LineDrawing } from './line-chart.tsx'

/** `id` is unique on the page; texts and numbers are written in `lang`, the language of what stands around the chart. */
export interface DrawingProps<Kind extends Chart = Chart> {
  chart: Kind
  id: string
  lang: string
}

/** A chart drawn on the server, with the same figures in a table. */
export function ChartFigure({ chart, id, lang }: DrawingProps) {
  return (
    <figure class={`chart chart-${chart.type}`}>
      <figcaption id={`${id}-title`}>{chart.title}</figcaption>
      <Drawing chart={chart} id={id} lang={lang} />
      <ChartData chart={chart} lang={lang} />
    </figure>
  )
}

function Drawing({ chart, id, lang }: DrawingProps) {
  switch (chart.type) {
    case 'line':
      return <LineDrawing chart={chart} id={id} lang={lang} />
    case 'bar':
      return <BarDrawing chart={chart} id={id} lang={lang} />
    case 'doughnut':
      return <DoughnutDrawing chart={chart} id={id} lang={lang} />
    case 'gauge':
      return <GaugeDrawing chart={chart} id={id} lang={lang} />
  }
}
