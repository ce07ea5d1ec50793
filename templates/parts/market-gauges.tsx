import { type GaugeChart, type MarketState, usePage } from 'enddel'
import { useWords } from '../words.ts'
import { ChartFigure } from './chart.tsx'

/** Fear & Greed and RSI on their customary scales; a missing one is left out. */
export function MarketGauges({ market }: { market: MarketState }) {
  const { t } = useWords()
  const { locale } = usePage()
  const { fearGreed, btcRsi14 } = market
  return (
    <div class="gauges">
      {fearGreed && (
        <div class="card">
          <ChartFigure
            chart={gauge(t.market.fearGreed, fearGreed.value, [25, 45, 55, 75, 100], t.market.fearGreedScale)}
            id="fear-greed"
            lang={locale}
          />
        </div>
      )}
      {btcRsi14 && (
        <div class="card">
          <ChartFigure
            chart={gauge(t.market.rsi, btcRsi14.value, [30, 70, 100], t.market.rsiScale)}
            id="btc-rsi"
            lang={locale}
          />
        </div>
      )}
    </div>
  )
}

function gauge(title: string, value: number, limits: number[], labels: string[]): GaugeChart {
  const segments = limits.map((limit, index) => ({ limit, label: labels[index] ?? '' }))
  return { type: 'gauge', title, value, min: 0, max: 100, segments }
}
