import type { Lettering } from 'enddel'
import { useWords } from '../words.ts'
import { colours, inner, margin, size } from './colours.ts'

export interface PriceRowProps {
  prices: readonly [symbol: string, usd: number][]
  lettering: Lettering
}

const captionStyle = { size: 26, weight: 500 } as const
const largest = 48
const smallestGap = 44

/** Prices side by side, as large as there is room, with the same space between any two. */
export function PriceRow({ prices, lettering }: PriceRowProps) {
  const { t, f } = useWords()
  const columns = prices.map(([symbol, usd]) => ({ symbol, price: f.price(usd) }))
  const widths = columns.map(({ symbol, price }) =>
    Math.max(...[symbol, price].map((text) => lettering.widthOf(text, { size: 1, weight: 700 }))),
  )
  const sum = widths.reduce((all, width) => all + width, 0)
  const gaps = Math.max(columns.length - 1, 2)
  const font = Math.min(largest, (inner - gaps * smallestGap) / sum)
  const gap = (inner - sum * font) / gaps
  const left = (column: number) => widths.slice(0, column).reduce((at, width) => at + width * font + gap, margin)
  const ruleFrom = margin + lettering.widthOf(t.share.prices, captionStyle) + 24
  return (
    <>
      <text x={margin} y={444} font-size={captionStyle.size} font-weight={captionStyle.weight} fill={colours.muted}>
        {t.share.prices}
      </text>
      <path d={`M${ruleFrom} 435H${size.width - margin}`} stroke={colours.line} stroke-width="2" />
      {columns.map(({ symbol, price }, column) => (
        <g transform={`translate(${left(column)} 0)`}>
          <text y={503} font-size={30} font-weight={700} fill={colours.accent}>
            {symbol}
          </text>
          <text y={564} font-size={font} font-weight={700} fill={colours.text}>
            {price}
          </text>
        </g>
      ))}
    </>
  )
}
