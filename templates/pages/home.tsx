import type { Head, PageContext, PageProps } from 'enddel'
import type { HomeData } from '../loaders/market.ts'
import { IndexTable } from '../parts/index-table.tsx'
import { LeadReport } from '../parts/lead-report.tsx'
import { MarketGauges } from '../parts/market-gauges.tsx'
import { MarketNote } from '../parts/market-note.tsx'
import { MarketStats } from '../parts/market-stats.tsx'
import { NoReports } from '../parts/no-reports.tsx'
import { PriceCard } from '../parts/price-card.tsx'
import { ProductGlyphs } from '../parts/product-glyphs.tsx'
import { ProductGrid } from '../parts/product-grid.tsx'
import { RecentReports } from '../parts/recent-reports.tsx'
import { SectionHead } from '../parts/section-head.tsx'
import { siteHead } from '../site-head.tsx'
import { siteName } from '../site-name.ts'
import { website } from '../structured-data/publisher.ts'
import { useWords, wordsIn } from '../words.ts'

export function HomePage({ data: { latest, recent, products, market } }: PageProps<HomeData>) {
  const { t } = useWords()
  return (
    <>
      <header class="masthead">
        <h1>{t.site.tagline}</h1>
        <p>{t.site.lead}</p>
      </header>
      {latest ? (
        <div class="front">
          <LeadReport latest={latest} bitcoin={market.coins.find(({ symbol }) => symbol === 'BTC')} />
          <RecentReports reports={recent} />
        </div>
      ) : (
        <NoReports />
      )}

      <section aria-labelledby="market">
        <SectionHead id="market" title={t.market.overview} more={t.market.more} path="/market" />
        {market.coins.length > 0 && (
          <>
            <MarketNote figure="BTC.price" />
            <ul class="grid coins">
              {market.coins.map((coin) => (
                <PriceCard key={coin.symbol} coin={coin} />
              ))}
            </ul>
          </>
        )}
        <MarketStats />
        <div class="market-more">
          <MarketGauges market={market} />
          {market.indices.length > 0 && <IndexTable indices={market.indices} />}
        </div>
      </section>

      {products.length > 0 && (
        <section aria-labelledby="shop">
          <SectionHead id="shop" title={t.shop.featured} more={t.shop.all} path="/shop" />
          <ProductGlyphs categories={products.map(({ category }) => category)} />
          <ProductGrid products={products} />
        </section>
      )}
    </>
  )
}

export function homeHead(_data: HomeData, page: PageContext): Head {
  const { site } = wordsIn(page.locale).t
  const title = `${siteName}: ${site.tagline}`
  return siteHead({ title, description: site.lead, jsonLd: [website(page)] }, page)
}
