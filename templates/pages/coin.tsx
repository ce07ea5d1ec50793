import { type CoinQuote, type Head, Live, type PageContext, type PageProps } from 'enddel'
import { type CoinData, coinPath } from '../loaders/market.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { CoinName } from '../parts/coin-name.tsx'
import { CoinStats } from '../parts/coin-stats.tsx'
import { Converter } from '../parts/converter.tsx'
import { LiveChange } from '../parts/live-change.tsx'
import { MarketNote } from '../parts/market-note.tsx'
import { RangeBar } from '../parts/range-bar.tsx'
import { RelatedReports } from '../parts/related-reports.tsx'
import { WeekChart } from '../parts/week-chart.tsx'
import { siteHead } from '../site-head.tsx'
import { breadcrumbList } from '../structured-data/breadcrumb-list.ts'
import { useWords, wordsIn } from '../words.ts'

export function CoinPage({ data: { coin, asOf, reports } }: PageProps<CoinData>) {
  const { t } = useWords()
  return (
    <>
      <Breadcrumbs trail={[{ text: t.nav.market, path: '/market' }]} here={coin.name} />
      <div class="coin">
        <CoinHead coin={coin} />
        {coin.sparkline7d.length > 1 && <WeekChart coin={coin} asOf={asOf} />}
        <div class="coin-side">
          <section aria-labelledby="figures">
            <h2 id="figures">{t.quote.stats(coin.name)}</h2>
            <CoinStats coin={coin} />
          </section>
          <Converter symbol={coin.symbol} />
        </div>
      </div>
      <RelatedReports title={t.quote.reportsOn(coin.symbol)} reports={reports} />
    </>
  )
}

export function coinHead({ coin }: CoinData, page: PageContext): Head {
  const { nav, quote } = wordsIn(page.locale).t
  const head = {
    title: `${quote.priceOf(coin.name)} (${coin.symbol})`,
    description: quote.description(coin.name, coin.symbol),
    canonicalPath: coinPath(coin.symbol),
    jsonLd: [breadcrumbList(page, [{ text: nav.market, path: '/market' }], coin.name)],
  }
  return siteHead(head, page)
}

function CoinHead({ coin }: { coin: CoinQuote }) {
  const { t } = useWords()
  const figure = (field: string) => `${coin.symbol}.${field}`
  return (
    <header class="coin-head">
      <h1>
        <CoinName name={coin.name} symbol={coin.symbol} /> <span class="badge off">#{coin.rank}</span>
      </h1>
      <p class="coin-price" data-coin-price>
        <Live value={figure('price')} as="price" class="price" /> <LiveChange figure={figure('change24h')} />
        <span class="muted"> {t.quote.change24h}</span>
      </p>
      <MarketNote figure={figure('price')} />
      <RangeBar coin={coin} />
    </header>
  )
}
