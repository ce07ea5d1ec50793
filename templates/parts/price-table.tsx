import { type CoinQuote, Live, usePage } from 'enddel'
import { coinPath } from '../loaders/market.ts'
import { useWords } from '../words.ts'
import { CoinName } from './coin-name.tsx'
import { LiveChange } from './live-change.tsx'
import { NoData } from './no-data.tsx'
import { SortHeader } from './sort-header.tsx'
import { Sparkline } from './sparkline.tsx'
import { weekPrices } from './week-prices.ts'

/**
 * One row a coin, in the order of their ranks; a script lets readers sort. Where it finds no room the table scrolls by
 * itself, and the names stay.
 */
export function PriceTable({ coins }: { coins: CoinQuote[] }) {
  const { t } = useWords()
  const { quote, market } = t
  const figures = [quote.price, quote.change1h, quote.change24h, quote.change7d, market.volume24h, market.marketCap]
  return (
    <div class="scroll price-scroll" role="region" aria-labelledby="price-table" tabIndex={0}>
      <table class="price-table" data-sortable>
        <caption id="price-table">{market.coinsCaption}</caption>
        <thead>
          <tr>
            <SortHeader by="rank" isSorted>
              <abbr title={quote.rank}>#</abbr>
            </SortHeader>
            <SortHeader by="text">{quote.coin}</SortHeader>
            {figures.map((text) => (
              <SortHeader key={text} by="figure">
                {text}
              </SortHeader>
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
  const page = usePage()
  const figure = (field: string) => `${coin.symbol}.${field}`
  return (
    <tr>
      <td class="number rank">{coin.rank}</td>
      <th scope="row">
        <a href={page.href(coinPath(coin.symbol))}>
          <CoinName name={coin.name} symbol={coin.symbol} />
        </a>
      </th>
      <td class="number price">
        <Live value={figure('price')} as="price" />
      </td>
      {['change1h', 'change24h', 'change7d'].map((field) => (
        <td key={field} class="number">
          <LiveChange figure={figure(field)} />
        </td>
      ))}
      {['volume24h', 'marketCap'].map((field) => (
        <td key={field} class="number">
          <Live value={figure(field)} as="compactUsdLong" />
        </td>
      ))}
      <td class="week">
        {coin.sparkline7d.length > 1 ? (
          <Sparkline name={coin.name} values={weekPrices(coin)} id={`spark-${coin.symbol}`} />
        ) : (
          <NoData />
        )}
      </td>
    </tr>
  )
}
