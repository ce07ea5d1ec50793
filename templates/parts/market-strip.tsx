import { Live } from 'enddel'
import type { ComponentChildren } from 'preact'
import { useWords } from '../words.ts'
import { ConnectionPill } from './connection-pill.tsx'
import { LiveChange } from './live-change.tsx'

/** The market as a whole in one line above the header. Where it finds no room it scrolls by itself. */
export function MarketStrip() {
  const { market, frame } = useWords().t
  return (
    <div class="strip">
      <div class="wrap">
        <div class="strip-scroll" role="region" aria-label={market.title} tabIndex={0}>
          <dl class="strip-figures">
            <Item label={market.marketCap}>
              <Live value="market.cap" as="compactUsdLong" />
              <LiveChange figure="market.capChange24h" />
            </Item>
            <Item label={market.volume24h}>
              <Live value="market.volume24h" as="compactUsdLong" />
            </Item>
            <Item label={market.btcDominance}>
              <Live value="market.btcDominance" as="percent" />
            </Item>
            <Item label={market.ethDominance}>
              <Live value="market.ethDominance" as="percent" />
            </Item>
            <Item label={frame.fearGreed}>
              <Live value="fng" as="integer" />
            </Item>
          </dl>
        </div>
        <ConnectionPill />
      </div>
    </div>
  )
}

function Item({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
