import { type CoinQuote, Live, usePage } from 'enddel'
import { coinPath } from '../loaders/market.ts'
import { CoinName } from './coin-name.tsx'
import { LiveChange } from './live-change.tsx'
import { Sparkline } from './sparkline.tsx'

export function PriceCard({ coin }: { coin: CoinQuote }) {
  return (
    <li class="card price-card">
      <a class="card-link" href={usePage().href(coinPath(coin.symbol))}>
        <CoinName name={coin.name} symbol={coin.symbol} />
      </a>
      <Live value={`${coin.symbol}.price`} as="price" class="price" />
      <LiveChange figure={`${coin.symbol}.change24h`} />
      <Sparkline name={coin.name} values={coin.sparkline7d} id={`spark-${coin.symbol}`} />
    </li>
  )
}
