import { Live, useLive, usePage } from 'enddel'
import { wordsIn } from '../words.ts'

/** Says of which moment the figures are, whose, and whether they move; the reader may stop them. */
export function MarketNote({ figure }: { figure: string }) {
  const { live: words, market } = wordsIn(usePage().locale).t
  const live = useLive(figure)
  return (
    <div class="market-note" data-source={live('source')}>
      <p>
        <span>
          {words.asOf} <Live value={figure} as="dateTime" />
        </span>{' '}
        · {market.sources}: <Live value={figure} as="source" />
        <strong class="demo-warning"> {words.demo}</strong>
      </p>
      <p class="feed">
        <button type="button" class="feed-pause" data-feed-pause data-words={JSON.stringify(words.pauseWords)}>
          {words.pauseWords.pause}
        </button>
        <span class="pill" role="status" data-feed-state data-words={JSON.stringify(words.states)}>
          <span class="visually-hidden" />
          <span aria-hidden="true" />
        </span>
      </p>
    </div>
  )
}
