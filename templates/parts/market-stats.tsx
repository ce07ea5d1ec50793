import { Live } from 'enddel'
import type { ComponentChildren } from 'preact'
import { useWords } from '../words.ts'
import { LiveChange } from './live-change.tsx'

/** The market as a whole: cap, volume, dominance. */
export function MarketStats() {
  const { t } = useWords()
  return (
    <dl class="stats">
      <Stat label={t.market.totalMarketCap}>
        <Live value="market.cap" as="compactUsdLong" />
        <LiveChange figure="market.capChange24h" />
      </Stat>
      <Stat label={t.market.totalVolume24h}>
        <Live value="market.volume24h" as="compactUsdLong" />
      </Stat>
      <Stat label={t.market.btcDominance}>
        <Live value="market.btcDominance" as="percent" />
      </Stat>
      <Stat label={t.market.ethDominance}>
        <Live value="market.ethDominance" as="percent" />
      </Stat>
    </dl>
  )
}

export function Stat({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="stat">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
