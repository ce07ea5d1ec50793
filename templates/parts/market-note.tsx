import { Live, useLive } from 'enddel'
import { useWords } from '../words.ts'

/** Says of which moment the figures are and whose, and whether they are late. */
export function MarketNote({ figure }: { figure: string }) {
  const { live: words, market } = useWords().t
  const live = useLive(figure)
  return (
    <p class="market-note" data-source={live('source')}>
      <span class={`freshness ${live('status')}`} data-live={`class=${figure} status`}>
        {words.asOf} <Live value={figure} as="dateTime" />
        <strong class="if-delayed"> · {words.states.delayed}</strong>
        <strong class="if-stale"> · {words.states.stale}</strong>
        <strong class="if-closed"> · {words.states.closed}</strong>
      </span>
      <span>
        {market.sources}: <Live value={figure} as="source" />
      </span>
      <strong class="demo-warning">{words.demo}</strong>
    </p>
  )
}
