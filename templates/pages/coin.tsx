import { type CoinQuote, type Head, type LineChart, Live, type PageContext, type PageProps } from 'enddel'
import { type CoinData, coinPath } from '../loaders/market.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { ChartFigure } from '../parts/chart.tsx'
import { CoinName } from '../parts/coin-name.tsx'
import { LiveChange } from '../parts/live-change.tsx'
import { MarketNote } from '../parts/market-note.tsx'
import { Stat } from '../parts/market-stats.tsx'
import { NoData } from '../parts/no-data.tsx'
import { RangeBar } from '../parts/range-bar.tsx'
import { RelatedReports } from '../parts/related-reports.tsx'
import { siteHead } from '../site-head.tsx'
import { useWords, type Words, wordsIn } from '../words.ts'

export function CoinPage({ data: { coin, asOf, reports }, page }: PageProps<CoinData>) {
  const words = useWords()
  const { t } = words
  const figure = (field: string) => `${coin.symbol}.${field}`
  return (
    <>
      <Breadcrumbs trail={[{ text: t.nav.market, path: '/market' }]} here={coin.name} />
      <header class="coin-head">
        <h1>
          <CoinName name={coin.name} symbol={coin.symbol} />
        </h1>
        <p class="coin-price">
          <Live value={figure('price')} as="price" class="price" /> <LiveChange figure={figure('change24h')} />
          <span class="muted"> {t.quote.change24h}</span>
        </p>
      </header>
      <MarketNote figure={figure('price')} />
      {coin.low24hUsd !== null && coin.high24hUsd !== null && (
        <RangeBar symbol={coin.symbol} low={coin.low24hUsd} high={coin.high24hUsd} price={coin.priceUsd} />
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
  const figure = (field: string) => `${coin.symbol}.${field}`
  return (
    <dl class="stats">
      <Stat label={t.quote.rank}>{coin.rank}</Stat>
      <Stat label={t.market.marketCap}>
        <Live value={figure('marketCap')} as="compactUsdLong" />
      </Stat>
      <Stat label={t.market.volume24h}>
        <Live value={figure('volume24h')} as="compactUsdLong" />
      </Stat>
      <Stat label={t.quote.supply}>
        {coin.circulatingSupply === null ? <NoData /> : `${f.compact(coin.circulatingSupply)} ${coin.symbol}`}
      </Stat>
      <Stat label={t.quote.change1h}>
        <LiveChange figure={figure('change1h')} />
      </Stat>
      <Stat label={t.quote.change7d}>
        <LiveChange figure={figure('change7d')} />
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
