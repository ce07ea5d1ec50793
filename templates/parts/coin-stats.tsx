import { type CoinQuote, Live } from 'enddel'
import { useWords } from '../words.ts'
import { LiveChange } from './live-change.tsx'
import { Stat } from './market-stats.tsx'
import { NoData } from './no-data.tsx'

export function CoinStats({ coin }: { coin: CoinQuote }) {
  const { t, f } = useWords()
  const figure = (field: string) => `${coin.symbol}.${field}`
  return (
    <dl class="facts">
      <Stat label={t.market.marketCap}>
        <Live value={figure('marketCap')} as="compactUsdLong" />
      </Stat>
      <Stat label={t.market.volume24h}>
        <Live value={figure('volume24h')} as="compactUsdLong" />
      </Stat>
      <Stat label={t.quote.supply}>
        {coin.circulatingSupply === null ? <NoData /> : `${f.compact(coin.circulatingSupply)} ${coin.symbol}`}
      </Stat>
      <Stat label={t.quote.rank}>{coin.rank}</Stat>
      <Stat label={t.quote.change1h}>
        <LiveChange figure={figure('change1h')} />
      </Stat>
      <Stat label={t.quote.change24h}>
        <LiveChange figure={figure('change24h')} />
      </Stat>
      <Stat label={t.quote.change7d}>
        <LiveChange figure={figure('change7d')} />
      </Stat>
    </dl>
  )
}
