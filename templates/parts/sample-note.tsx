import { type MarketState, usePage } from 'enddel'
import { wordsIn } from '../words.ts'

/** Says of which moment the figures are, and whose. */
export function SampleNote({ asOf, sources }: { asOf: string; sources: string[] }) {
  const { t, f } = wordsIn(usePage().locale)
  return (
    <p class="sample-note">
      <strong>{t.market.sample(f.dateTime(asOf))}</strong>{' '}
      {sources.length > 0 && (
        <span>
          {t.market.sources}: {sources.join(', ')}.
        </span>
      )}
    </p>
  )
}

/** Every source of the market state once, in the order of the page. */
export function sourcesOf({ coins, global, fearGreed, btcRsi14, indices }: MarketState): string[] {
  const all = [...coins, global, fearGreed, btcRsi14, ...indices]
  return [...new Set(all.flatMap((part) => (part ? [part.source] : [])))]
}
