import { type CoinQuote, Live, usePage } from 'enddel'
import { coinPath } from '../loaders/market.ts'
import { useWords } from '../words.ts'
import { CoinName } from './coin-name.tsx'
import { LiveChange } from './live-change.tsx'
import { NoData } from './no-data.tsx'
import { Sparkline } from './sparkline.tsx'

/** One row a coin; on phones each row is a card whose labels come from `data-label`. */
export function PriceTable({ coins }: { coins: CoinQuote[] }) {
  const { t } = useWords()
  const { quote, market } = t
  const numbers = [quote.price, quote.change1h, quote.change24h, quote.change7d, market.volume24h, market.marketCap]
  return (
    <div class="scroll" role="region" aria-labelledby="price-table" tabIndex={0}>
      <table class="cards-on-phone price-table">
        <caption id="price-table">{market.coinsCaption}</caption>
        <thead>
          <tr>
            <th scope="col" class="number">
              <abbr title={quote.rank}>#</abbr>
            </th>
            <th scope="col">{quote.coin}</th>
            {numbers.map((text) => (
              <th key={text} scope="col" class="number">
                {text}
              </th>
            ))}
            <th scope="col">{quote.lastWeek}</th>
          </tr>
        </thead>
        <tbody>
          {coins.map((coin) => (
            <Row key={coin.symbol} coin={coin} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ coin }: { coin: CoinQuote }) {
  const { t } = useWords()
  const page = usePage()
  const { quote, market } = t
  return (
    <tr>
      <td class="number rank" data-label={quote.rank}>
        {coin.rank}
      </td>
      <th scope="row">
        <a href={page.href(coinPath(coin.symbol))}>
          <CoinName name={coin.name} symbol={coin.symbol} />
        </a>
      </th>
      <td class="number price" data-label={quote.price}>
        <Live value={`${coin.symbol}.price`} as="price" />
      </td>
      <td class="number" data-label={quote.change1h}>
        <LiveChange figure={`${coin.symbol}.change1h`} />
      </td>
      <td class="number" data-label={quote.change24h}>
        <LiveChange figure={`${coin.symbol}.change24h`} />
      </td>
      <td class="number" data-label={quote.change7d}>
        <LiveChange figure={`${coin.symbol}.change7d`} />
      </td>
      <td class="number" data-label={market.volume24h}>
        <Live value={`${coin.symbol}.volume24h`} as="compactUsdLong" />
      </td>
      <td class="number" data-label={market.marketCap}>
        <Live value={`${coin.symbol}.marketCap`} as="compactUsdLong" />
      </td>
      <td class="week" data-label={quote.lastWeek}>
        {coin.sparkline7d.length > 1 ? (
          <Sparkline name={coin.name} values={coin.sparkline7d} id={`spark-${coin.symbol}`} />
        ) : (
          <NoData />
        )}
      </td>
    </tr>
  )
}
