import type { CoinQuote, Head, LineChart, PageContext, PageProps } from 'enddel'
import { type CoinData, coinPath } from '../loaders/market.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { ChangeChip } from '../parts/change-chip.tsx'
import { ChartFigure } from '../parts/chart.tsx'
import { CoinName } from '../parts/coin-name.tsx'
import { Stat } from '../parts/market-stats.tsx'
import { NoData } from '../parts/no-data.tsx'
import { RangeBar } from '../parts/range-bar.tsx'
import { RelatedReports } from '../parts/related-reports.tsx'
import { SampleNote } from '../parts/sample-note.tsx'
import { siteHead } from '../site-head.tsx'
import { useWords, type Words, wordsIn } from '../words.ts'

export function CoinPage({ data: { coin, asOf, reports }, page }: PageProps<CoinData>) {
  const words = useWords()
  const { t, f } = words
  return (
    <>
      <Breadcrumbs trail={[{ text: t.nav.market, path: '/market' }]} here={coin.name} />
      <header class="coin-head">
        <h1>
          <CoinName name={coin.name} symbol={coin.symbol} />
        </h1>
        <p class="coin-price">
          <span class="price">{f.price(coin.priceUsd)}</span> <ChangeChip percent={coin.change24hPct} />
          <span class="muted"> {t.quote.change24h}</span>
        </p>
      </header>
      <SampleNote asOf={asOf} sources={[coin.source]} />
      {coin.low24hUsd !== null && coin.high24hUsd !== null && (
        <RangeBar low={coin.low24hUsd} high={coin.high24hUsd} price={coin.priceUsd} />
      )}
      <section aria-labelledby="figures">
        <h2 id="figures">{t.quote.stats(coin.name)}</h2>
        <CoinStats coin={coin} words={words} />
      </section>
      {coin.sparkline7d.length > 1 && (
        <section aria-labelledby="week">
          <h2 id="week">{t.quote.lastWeek}</h2>
          <ChartFigure chart={weekChart(coin, asOf, words)} id="week-chart" lang={page.locale} />
        </section>
      )}
      <RelatedReports title={t.quote.reportsOn(coin.symbol)} reports={reports} />
    </>
  )
}

export function coinHead({ coin }: CoinData, { locale }: PageContext): Head {
  const { quote } = wordsIn(locale).t
  return siteHead({
    title: `${quote.priceOf(coin.name)} (${coin.symbol})`,
    description: quote.description(coin.name, coin.symbol),
    canonicalPath: coinPath(coin.symbol),
  })
}

function CoinStats({ coin, words: { t, f } }: { coin: CoinQuote; words: Words }) {
  const sum = (usd: number | null) => (usd === null ? <NoData /> : f.compactUsd(usd))
  return (
    <dl class="stats">
      <Stat label={t.quote.rank}>{coin.rank}</Stat>
      <Stat label={t.market.marketCap}>{sum(coin.marketCapUsd)}</Stat>
      <Stat label={t.market.volume24h}>{sum(coin.volume24hUsd)}</Stat>
      <Stat label={t.quote.supply}>
        {coin.circulatingSupply === null ? <NoData /> : `${f.compact(coin.circulatingSupply)} ${coin.symbol}`}
      </Stat>
      <Stat label={t.quote.change1h}>
        <ChangeChip percent={coin.change1hPct} />
      </Stat>
      <Stat label={t.quote.change7d}>
        <ChangeChip percent={coin.change7dPct} />
      </Stat>
    </dl>
  )
}

/** The points are evenly spaced over the seven days before `asOf`. */
function weekChart({ name, symbol, sparkline7d }: CoinQuote, asOf: string, { t, f }: Words): LineChart {
  const end = Date.parse(asOf)
  const step = (7 * 24 * 3600 * 1000) / (sparkline7d.length - 1)
  const labels = sparkline7d.map((_, index) => {
    return f.dayHour(new Date(end - (sparkline7d.length - 1 - index) * step).toISOString())
  })
  return {
    type: 'line',
    title: t.quote.weekOf(name),
    ...f.usdAffix,
    labels,
    series: [{ name: symbol, values: sparkline7d }],
  }
}
