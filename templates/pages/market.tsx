import type { Head, PageContext, PageProps } from 'enddel'
import type { MarketData } from '../loaders/market.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { IndexTable } from '../parts/index-table.tsx'
import { MarketGauges } from '../parts/market-gauges.tsx'
import { MarketNote } from '../parts/market-note.tsx'
import { MarketStats } from '../parts/market-stats.tsx'
import { PriceTable } from '../parts/price-table.tsx'
import { siteHead } from '../site-head.tsx'
import { breadcrumbList } from '../structured-data/breadcrumb-list.ts'
import { marketDataset } from '../structured-data/market-dataset.ts'
import { useWords, wordsIn } from '../words.ts'

export function MarketPage({ data: { market } }: PageProps<MarketData>) {
  const { t } = useWords()
  return (
    <>
      <Breadcrumbs here={t.nav.market} />
      <h1>{t.market.title}</h1>
      <p class="lead">{t.market.lead}</p>
      {market.coins.length > 0 && <MarketNote figure="BTC.price" />}
      <MarketStats />
      <section aria-labelledby="coins">
        <h2 id="coins">{t.market.coins}</h2>
        {market.coins.length > 0 ? (
          <PriceTable coins={market.coins} />
        ) : (
          <EmptyState title={t.market.empty} hint={t.market.emptyHint} />
        )}
      </section>
      {(market.fearGreed || market.btcRsi14) && (
        <section aria-labelledby="overview">
          <h2 id="overview">{t.market.overview}</h2>
          <MarketGauges market={market} />
        </section>
      )}
      {market.indices.length > 0 && (
        <section aria-labelledby="indices">
          <h2 id="indices">{t.market.indices}</h2>
          <IndexTable indices={market.indices} />
        </section>
      )}
    </>
  )
}

export function marketHead(_data: MarketData, page: PageContext): Head {
  const { market, nav } = wordsIn(page.locale).t
  const jsonLd = [marketDataset(page), breadcrumbList(page, [], nav.market)]
  return siteHead({ title: market.title, description: market.lead, jsonLd }, page)
}
