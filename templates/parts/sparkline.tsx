import { useWords } from '../words.ts'
import { linePath, scale } from './scale.ts'

const width = 120
const height = 36

/** Seven days as a small line; its first, last, lowest and highest value as text. */
export function Sparkline({ name, values, id }: { name: string; values: number[]; id: string }) {
  const { t, f } = useWords()
  const [first, last] = [values[0], values.at(-1)]
  if (first === undefined || last === undefined || values.length < 2) return null
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const x = scale([0, values.length - 1], [1, width - 1])
  const y = scale([low, high], [height - 3, 3])
  const prices = [first, last, low, high].map(f.price) as [string, string, string, string]
  return (
    <svg
      class={`sparkline ${last < first ? 'down' : last > first ? 'up' : 'flat'}`}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      preserveAspectRatio="none"
      role="img"
      aria-labelledby={id}
    >
      <title id={id}>{t.chart.line(t.quote.weekOf(name), ...prices)}</title>
      <path d={linePath(values.map((value, index) => [x(index), y(value)]))} />
    </svg>
  )
}
