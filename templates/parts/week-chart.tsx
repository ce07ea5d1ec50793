import { bindingOf, type CoinQuote, type LineChart, useLive, usePage } from 'enddel'
import { useWords, type Words } from '../words.ts'
import { ChartFigure } from './chart.tsx'
import { weekPrices } from './week-prices.ts'

const weekMs = 7 * 24 * 3_600_000
const ranges = { day: 24, threeDays: 72, week: 168 } as const

/** Seven days as a drawing of the server, and a button for one that can be explored (islands/price-chart.ts). */
export function WeekChart({ coin, asOf }: { coin: CoinQuote; asOf: string }) {
  const words = useWords()
  const { chart, quote } = words.t
  const values = weekPrices(coin)
  const figure = `${coin.symbol}.price`
  const live = useLive(figure)
  return (
    <section
      class="week-chart"
      aria-labelledby="week"
      data-price-chart
      data-values={values.join(' ')}
      data-end={String(Date.parse(asOf) / 1_000)}
      data-explore={chart.explore}
    >
      {/* Of which moment the price in the page is: where the chart goes on. */}
      <time hidden dateTime={live('iso')} data-live={`datetime=${bindingOf(figure, 'iso')}`} />
      <div class="week-head">
        <h2 id="week">{quote.lastWeek}</h2>
        <div class="chart-tools">
          <span class="muted" data-chart-readout />
          <button type="button" class="chip" data-chart-open data-loading={chart.loading} data-failed={chart.failed}>
            {chart.interactive}
          </button>
          <div class="ranges" role="group" aria-label={chart.range} data-chart-ranges hidden>
            {Object.entries(ranges).map(([name, hours]) => (
              <button key={name} type="button" class="chip" value={hours} aria-pressed={name === 'week'}>
                {chart.ranges[name as keyof typeof ranges]}
              </button>
            ))}
          </div>
        </div>
      </div>
      <ChartFigure
        chart={weekChart(coin.name, coin.symbol, values, asOf, words)}
        id="week-chart"
        lang={usePage().locale}
      />
    </section>
  )
}

function weekChart(name: string, symbol: string, values: number[], asOf: string, { t, f }: Words): LineChart {
  const end = Date.parse(asOf)
  const step = weekMs / (values.length - 1)
  const labels = values.map((_, index) => f.dayHour(new Date(end - (values.length - 1 - index) * step).toISOString()))
  return { type: 'line', title: t.quote.weekOf(name), ...f.usdAffix, labels, series: [{ name: symbol, values }] }
}
