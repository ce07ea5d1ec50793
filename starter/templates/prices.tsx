import { type CoinQuote, Live, useLive } from 'enddel'
import { linePath } from './chart.tsx'
import { useWords } from './words.ts'

/** The server writes the figures of now into the page; in the browser they move on. */
export function Prices({ coins }: { coins: CoinQuote[] }) {
  const words = useWords()
  return (
    <section aria-labelledby="prices">
      <h2 id="prices">{words.prices}</h2>
      <ul class="cards prices">
        {coins.map((coin) => (
          <PriceCard key={coin.symbol} coin={coin} />
        ))}
      </ul>
      <AsOf />
    </section>
  )
}

/** Belongs on every page with prices: how old they are, whose, whether they are real, and a button that holds them still. */
export function AsOf() {
  const words = useWords()
  const live = useLive('BTC.price')
  return (
    <div class="note" data-source={live('source')}>
      <p>
        {words.asOf} <Live value="BTC.price" as="dateTime" /> · <Live value="BTC.price" as="source" />
        <span class="demo">
          {' · '}
          <strong>{words.demo}</strong>
        </span>
      </p>
      <p class="feed">
        <button type="button" data-feed-pause data-words={JSON.stringify(words.pause)}>
          {words.pause.pause}
        </button>
        <span role="status" data-feed-state data-words={JSON.stringify(words.states)}>
          <span class="unseen" />
          <span aria-hidden="true" />
        </span>
      </p>
    </div>
  )
}

function PriceCard({ coin: { symbol, name, sparkline7d } }: { coin: CoinQuote }) {
  return (
    <li class="card">
      <h3>
        {name} {symbol !== name && <span class="quiet">{symbol}</span>}
      </h3>
      <Live value={`${symbol}.price`} as="price" class="price" />
      <Change figure={`${symbol}.change24h`} />
      <Week values={sparkline7d} />
    </li>
  )
}

/** By arrow, sign and colour for the eye, in words for the ear. */
function Change({ figure }: { figure: string }) {
  const words = useWords()
  const live = useLive(figure)
  return (
    <p class={`change ${live('direction')}`} data-live={`class=${figure} direction`}>
      <span aria-hidden="true">
        <span data-live={`text=${figure} arrow`}>{live('arrow')}</span> <Live value={figure} as="change" />
      </span>
      <span class="unseen">
        <Live value={figure} as="words" words={[words.up, words.down, words.flat]} />
      </span>{' '}
      <span class="quiet">{words.change}</span>
    </p>
  )
}

function Week({ values }: { values: number[] }) {
  const words = useWords()
  if (values.length < 2) return null
  return (
    <svg class="week" viewBox="0 0 120 36" role="img" aria-label={words.week} preserveAspectRatio="none">
      <path d={linePath(values, 120, 36)} />
    </svg>
  )
}
