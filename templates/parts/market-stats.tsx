import type { MarketState } from 'enddel'
import type { ComponentChildren } from 'preact'
import { useWords } from '../words.ts'
import { ChangeChip } from './change-chip.tsx'
import { NoData } from './no-data.tsx'

/** The market as a whole: cap, volume, dominance. */
export function MarketStats({ market: { global } }: { market: MarketState }) {
  const { t, f } = useWords()
  return (
    <dl class="stats">
      <Stat label={t.market.totalMarketCap}>
        {global ? f.compactUsd(global.marketCapUsd) : <NoData />}
        {global && <ChangeChip percent={global.marketCapChange24hPct} />}
      </Stat>
      <Stat label={t.market.totalVolume24h}>{global ? f.compactUsd(global.volume24hUsd) : <NoData />}</Stat>
      <Stat label={t.market.btcDominance}>{global ? f.percent(global.btcDominancePct) : <NoData />}</Stat>
      <Stat label={t.market.ethDominance}>
        {global && global.ethDominancePct !== null ? f.percent(global.ethDominancePct) : <NoData />}
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
