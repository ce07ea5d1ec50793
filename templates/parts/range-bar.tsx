import { type CoinQuote, Live } from 'enddel'
import { useWords } from '../words.ts'
import { scale, short } from './scale.ts'

/** Where the price stands between the day's low and high; both are told as text too. */
export function RangeBar({ coin }: { coin: CoinQuote }) {
  const { t } = useWords()
  const { symbol, low24hUsd: low, high24hUsd: high, priceUsd } = coin
  if (low === null || high === null) return null
  const at = Math.min(100, Math.max(0, scale([low, high], [0, 100])(priceUsd)))
  return (
    <div class="range" data-range>
      <p class="range-title">{t.quote.range24h}</p>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" height="8" aria-hidden="true">
        <rect class="track" y="2" width="100" height="4" rx="2" />
        <rect class="fill tone-1" y="2" width={short(at)} height="4" rx="2" />
        <rect class="marker" x={short(Math.min(98.8, Math.max(0, at - 0.6)))} width="1.2" height="8" />
      </svg>
      <p class="range-ends">
        <span>
          <span class="muted">{t.quote.low24h}</span> <Live value={`${symbol}.low24h`} as="price" />
        </span>
        <span>
          <span class="muted">{t.quote.high24h}</span> <Live value={`${symbol}.high24h`} as="price" />
        </span>
      </p>
    </div>
  )
}
