import { type CoinQuote, usePage } from 'enddel'
import { coinPath } from '../loaders/market.ts'
import { useWords } from '../words.ts'
import { ChangeChip } from './change-chip.tsx'
import { CoinName } from './coin-name.tsx'
import { Sparkline } from './sparkline.tsx'

export function PriceCard({ coin }: { coin: CoinQuote }) {
  const { f } = useWords()
  return (
    <li class="card price-card">
      <a class="card-link" href={usePage().href(coinPath(coin.symbol))}>
        <CoinName name={coin.name} symbol={coin.symbol} />
      </a>
      <span class="price">{f.price(coin.priceUsd)}</span>
      <ChangeChip percent={coin.change24hPct} />
      <Sparkline name={coin.name} values={coin.sparkline7d} id={`spark-${coin.symbol}`} />
    </li>
  )
}
