import type { Head, PageContext, PageProps } from 'enddel'
import type { HomeData } from '../loaders/market.ts'
import { ForeignBadge, foreignLang } from '../parts/foreign.tsx'
import { IndexTable } from '../parts/index-table.tsx'
import { MarketGauges } from '../parts/market-gauges.tsx'
import { MarketNote } from '../parts/market-note.tsx'
import { MarketStats } from '../parts/market-stats.tsx'
import { PriceCard } from '../parts/price-card.tsx'
import { ProductGrid } from '../parts/product-grid.tsx'
import { ReportCard } from '../parts/report-card.tsx'
import { ReportMeta } from '../parts/report-meta.tsx'
import { siteHead } from '../site-head.tsx'
import { siteName } from '../site-name.ts'
import { useWords, wordsIn } from '../words.ts'

export function HomePage({ data: { latest, recent, products, market }, page }: PageProps<HomeData>) {
  const { t } = useWords()
  return (
    <>
      <section class="hero">
        <div>
          <h1>{siteName}</h1>
          <p class="hero-tagline">{t.site.tagline}</p>
          <p>{t.site.lead}</p>
        </div>
        <LatestReport latest={latest} page={page} />
      </section>

      <section aria-labelledby="market">
        <h2 id="market">{t.market.overview}</h2>
        <MarketNote figure="BTC.price" />
        <ul class="grid coins">
          {market.coins.map((coin) => (
            <PriceCard key={coin.symbol} coin={coin} />
          ))}
        </ul>
        <MarketStats />
        <div class="market-more">
          <MarketGauges market={market} />
          {market.indices.length > 0 && <IndexTable indices={market.indices} />}
        </div>
        <p>
          <a class="more" href={page.href('/market')}>
            {t.market.more}
          </a>
        </p>
      </section>

      {recent.length > 0 && (
        <section aria-labelledby="recent">
          <h2 id="recent">{t.report.recent}</h2>
          <ul class="grid two">
            {recent.map((report) => (
              <ReportCard key={report.id} report={report} />
            ))}
          </ul>
          <p>
            <a class="more" href={page.href('/crypto_reports_list')}>
              {t.report.all}
            </a>
          </p>
        </section>
      )}

      {products.length > 0 && (
        <section aria-labelledby="shop">
          <h2 id="shop">{t.shop.featured}</h2>
          <ProductGrid products={products} />
          <p>
            <a class="more" href={page.href('/shop')}>
              {t.shop.all}
            </a>
          </p>
        </section>
      )}
    </>
  )
}

export function homeHead(_data: HomeData, { locale }: PageContext): Head {
  const { site } = wordsIn(locale).t
  return siteHead({ title: `${siteName}: ${site.tagline}`, description: site.lead })
}

function LatestReport({ latest, page }: { latest: HomeData['latest']; page: PageContext }) {
  const { t } = useWords()
  if (!latest) return <p class="card">{t.report.empty}</p>
  const lang = foreignLang(latest, page.locale)
  return (
    <article class="card latest" aria-labelledby="latest-title">
      <p class="kicker">{t.report.latest}</p>
      <h2 id="latest-title" lang={lang}>
        {latest.title}
      </h2>
      <p lang={lang}>{latest.summary}</p>
      <ReportMeta report={latest} />
      <ForeignBadge report={latest} />
      <p>
        <a class="button" href={page.href(`/crypto_report/${latest.id}`)} aria-describedby="latest-title">
          {t.report.read}
        </a>
      </p>
    </article>
  )
}
