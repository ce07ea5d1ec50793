import { defineSite, document, image, route } from 'enddel'
import { jsonFeed } from './documents/json-feed.ts'
import { llms } from './documents/llms.ts'
import { newsSitemap } from './documents/news-sitemap.ts'
import { reportJson } from './documents/report-json.ts'
import { reportMarkdown } from './documents/report-markdown.ts'
import { robots } from './documents/robots.ts'
import { rss } from './documents/rss.ts'
import { sitemapIndex, sitemapPart } from './documents/sitemap.ts'
import { webManifest } from './documents/web-manifest.ts'
import { ReportCard } from './images/report-card.tsx'
import { SiteCard } from './images/site-card.tsx'
import { size } from './images/colours.ts'
import { allCoins, loadCoin, loadHome, loadMarket } from './loaders/market.ts'
import {
  allReports,
  laterListPages,
  loadFeed,
  loadLatestReport,
  loadLatestSummaries,
  loadPrintedReport,
  loadReport,
  loadReportList,
  loadTwin,
  reportTags,
} from './loaders/reports.ts'
import { loadNews, loadSitemapIndex, loadSitemapPart, newsPath, sitemapParts } from './loaders/sitemap.ts'
import { loadReportCard, newestReports } from './loaders/share.ts'
import { allCategories, allProducts, loadCategory, loadProduct, loadShop } from './loaders/shop.ts'
import { CartPage, cartHead } from './pages/cart.tsx'
import { CategoryPage, categoryHead } from './pages/category.tsx'
import { CoinPage, coinHead } from './pages/coin.tsx'
import { ErrorPage, errorHead } from './pages/error.tsx'
import { HomePage, homeHead } from './pages/home.tsx'
import { MarketPage, marketHead } from './pages/market.tsx'
import { NotFoundPage, notFoundHead } from './pages/not-found.tsx'
import { OfflinePage, offlineHead } from './pages/offline.tsx'
import { ProductPage, productHead } from './pages/product.tsx'
import { ReportListPage, reportListHead } from './pages/report-list.tsx'
import { ReportPrintPage, reportPrintHead } from './pages/report-print.tsx'
import { ReportPage, reportHead } from './pages/report.tsx'
import { LatestReportPage, latestReportHead } from './pages/report-latest.tsx'
import { ShopPage, shopHead } from './pages/shop.tsx'
import { StatusPage, statusHead } from './pages/status.tsx'
import { Layout } from './parts/layout.tsx'
import { twinEndings } from './report-path.ts'
import { siteName } from './site-name.ts'

/** A gauge is drawn anew when its hand would stand elsewhere. */
const printedGauges = ['fng exact', 'BTC.rsi14 1']

const xml = 'application/xml; charset=utf-8'
const json = 'application/json; charset=utf-8'

export default defineSite({
  name: siteName,
  locales: ['vi', 'en', 'ru'],
  layout: Layout,
  // Paper is rarely what the next click leads to.
  speculation: { except: ['/pdf-template/*'] },
  routes: [
    route('/', {
      id: 'home',
      page: HomePage,
      head: homeHead,
      load: loadHome,
      freshness: 'shortTerm',
      tags: ['reports', 'products', 'market'],
      prints: printedGauges,
      prerender: 'all',
    }),
    route('/crypto_report', {
      id: 'report-latest',
      page: LatestReportPage,
      head: latestReportHead,
      load: loadLatestReport,
      freshness: 'shortTerm',
      tags: (data) => ['reports', ...(data.report ? reportTags(data) : [])],
      prerender: 'all',
    }),
    route('/crypto_report/:id', {
      id: 'report',
      aliases: ['/crypto_report?id=:id'],
      page: ReportPage,
      head: reportHead,
      load: loadReport,
      freshness: 'longTerm',
      tags: reportTags,
      params: allReports,
      prerender: 'all',
      always: true,
    }),
    route('/crypto_reports_list', {
      id: 'report-list',
      page: ReportListPage,
      head: reportListHead,
      load: loadReportList,
      freshness: 'shortTerm',
      tags: ['reports'],
      prerender: 'all',
      always: true,
    }),
    route('/crypto_reports_list/:page', {
      id: 'report-list-page',
      aliases: ['/crypto_reports_list?page=:page'],
      page: ReportListPage,
      head: reportListHead,
      load: loadReportList,
      freshness: 'shortTerm',
      tags: ['reports'],
      params: laterListPages,
      prerender: 'all',
      always: true,
    }),
    route('/pdf-template/:id', {
      id: 'report-print',
      page: ReportPrintPage,
      head: reportPrintHead,
      pdf: '/crypto_report/:id.pdf',
      load: loadPrintedReport,
      freshness: 'longTerm',
      tags: ({ report }) => [`report:${report.id}`],
      params: allReports,
      prerender: 'all',
      always: true,
    }),
    route('/market', {
      id: 'market',
      page: MarketPage,
      head: marketHead,
      load: loadMarket,
      freshness: 'shortTerm',
      tags: ['market'],
      prints: printedGauges,
      prerender: 'all',
    }),
    route('/coin/:symbol', {
      id: 'coin',
      page: CoinPage,
      head: coinHead,
      load: loadCoin,
      freshness: 'shortTerm',
      tags: ({ coin }) => ['market', `coin:${coin.symbol}`, 'reports'],
      prints: ({ coin }) => [`${coin.symbol}.price 1%`],
      params: allCoins,
      prerender: 'all',
    }),
    route('/shop', {
      id: 'shop',
      page: ShopPage,
      head: shopHead,
      load: loadShop,
      freshness: 'mediumTerm',
      tags: ['products'],
      prerender: 'all',
    }),
    route('/shop/:category', {
      id: 'category',
      page: CategoryPage,
      head: categoryHead,
      load: loadCategory,
      freshness: 'mediumTerm',
      tags: ['products'],
      params: allCategories,
      prerender: 'all',
    }),
    route('/product/:slug', {
      id: 'product',
      page: ProductPage,
      head: productHead,
      load: loadProduct,
      freshness: 'mediumTerm',
      tags: ({ product }) => ['products', `product:${product.slug}`],
      params: allProducts,
      prerender: 'all',
    }),
    route('/cart', {
      id: 'cart',
      page: CartPage,
      head: cartHead,
      freshness: 'longTerm',
      prerender: 'all',
      always: true,
    }),
    route('/status', {
      id: 'status',
      page: StatusPage,
      head: statusHead,
      freshness: 'longTerm',
      prerender: 'all',
      always: true,
    }),
    route('/offline', {
      id: 'offline',
      page: OfflinePage,
      head: offlineHead,
      freshness: 'longTerm',
      prerender: 'all',
      always: true,
    }),
    document(`/crypto_report/:id${twinEndings.markdown}`, {
      id: 'report-markdown',
      type: 'text/markdown; charset=utf-8',
      text: reportMarkdown,
      load: loadTwin(twinEndings.markdown),
      freshness: 'longTerm',
      tags: ({ report }) => [`report:${report.id}`],
      params: allReports,
      prerender: 'all',
    }),
    document(`/crypto_report/:id${twinEndings.json}`, {
      id: 'report-json',
      type: json,
      text: reportJson,
      load: loadTwin(twinEndings.json),
      freshness: 'longTerm',
      tags: ({ report }) => [`report:${report.id}`],
      params: allReports,
      prerender: 'all',
    }),
    image('/share/:id.png', {
      id: 'share-report',
      image: ReportCard,
      ...size,
      load: loadReportCard,
      freshness: 'longTerm',
      tags: ({ id }) => [`report:${id}`],
      params: newestReports,
      prerender: 'all',
      always: true,
    }),
    image('/share/site.png', {
      id: 'share-site',
      image: SiteCard,
      ...size,
      freshness: 'longTerm',
      prerender: 'all',
      always: true,
    }),
    document('/rss.xml', {
      id: 'rss',
      aliases: ['/rss'],
      type: 'application/rss+xml; charset=utf-8',
      text: rss,
      load: loadFeed,
      freshness: 'mediumTerm',
      prerender: 'all',
      always: true,
    }),
    document('/feed.json', {
      id: 'json-feed',
      type: 'application/feed+json; charset=utf-8',
      text: jsonFeed,
      load: loadFeed,
      freshness: 'mediumTerm',
      prerender: 'all',
      always: true,
    }),
    document('/sitemap.xml', {
      id: 'sitemap',
      type: xml,
      text: sitemapIndex,
      load: loadSitemapIndex,
      isLocalised: false,
      freshness: 'mediumTerm',
      prerender: 'all',
      always: true,
    }),
    document('/sitemap/:part', {
      id: 'sitemap-part',
      type: xml,
      text: sitemapPart,
      load: loadSitemapPart,
      isLocalised: false,
      freshness: 'mediumTerm',
      params: sitemapParts,
      prerender: 'all',
      always: true,
    }),
    document(newsPath, {
      id: 'sitemap-news',
      type: xml,
      text: newsSitemap,
      load: loadNews,
      freshness: 'mediumTerm',
      prerender: 'all',
      always: true,
    }),
    document('/manifest.webmanifest', {
      id: 'manifest',
      type: 'application/manifest+json; charset=utf-8',
      text: webManifest,
      freshness: 'longTerm',
      prerender: 'all',
      always: true,
    }),
    document('/llms.txt', {
      id: 'llms',
      type: 'text/plain; charset=utf-8',
      text: llms,
      load: loadLatestSummaries,
      isLocalised: false,
      freshness: 'mediumTerm',
      prerender: 'all',
      always: true,
    }),
    document('/robots.txt', {
      id: 'robots',
      type: 'text/plain; charset=utf-8',
      text: robots,
      isLocalised: false,
      freshness: 'mediumTerm',
      prerender: 'all',
      always: true,
    }),
  ],
  notFound: { page: NotFoundPage, head: notFoundHead },
  error: { page: ErrorPage, head: errorHead },
})
