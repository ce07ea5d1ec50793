import {
  type CoinQuote,
  type Elsewhere,
  type LoadContext,
  type MarketState,
  notFound,
  type Product,
  redirect,
  type ReportSummary,
} from 'enddel'

export interface HomeData {
  latest: ReportSummary | null
  recent: ReportSummary[]
  products: Product[]
  market: MarketState
}

export interface MarketData {
  market: MarketState
}

export interface CoinData {
  coin: CoinQuote
  asOf: string
  /** Newest reports that mention the coin. */
  reports: ReportSummary[]
}

export async function loadHome(_params: object, { reports, products, market }: LoadContext): Promise<HomeData> {
  const [{ items }, catalogue] = await Promise.all([reports.list({ page: 1, perPage: 5 }), products.list()])
  const [latest = null, ...recent] = items
  return { latest, recent, products: catalogue.slice(0, 4), market }
}

export function loadMarket(_params: object, { market }: LoadContext): MarketData {
  return { market }
}

export async function loadCoin({ symbol }: { symbol: string }, ctx: LoadContext): Promise<CoinData | Elsewhere> {
  const ticker = symbol.toUpperCase()
  const coin = ctx.market.coins.find((quote) => quote.symbol === ticker)
  if (!coin) return notFound()
  if (symbol !== symbol.toLowerCase()) return redirect(coinPath(coin.symbol))
  const { items } = await ctx.reports.list({ page: 1, perPage: 40 })
  const reports = items.filter((report) => report.symbols.includes(ticker)).slice(0, 3)
  return { coin, asOf: ctx.market.asOf, reports }
}

export function allCoins({ market }: LoadContext): { symbol: string }[] {
  return market.coins.map(({ symbol }) => ({ symbol: symbol.toLowerCase() }))
}

export function coinPath(symbol: string): string {
  return `/coin/${symbol.toLowerCase()}`
}
