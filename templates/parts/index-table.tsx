import { type IndexQuote, Live } from 'enddel'
import { useWords } from '../words.ts'
import { CoinName } from './coin-name.tsx'
import { LiveChange } from './live-change.tsx'

/** Funds that stand in for the US stock indices. */
export function IndexTable({ indices }: { indices: IndexQuote[] }) {
  const { t } = useWords()
  return (
    <table class="index-table">
      <caption>{t.market.indicesCaption}</caption>
      <thead>
        <tr>
          <th scope="col">{t.quote.fund}</th>
          <th scope="col" class="number">
            {t.quote.price}
          </th>
          <th scope="col" class="number">
            {t.quote.change}
          </th>
        </tr>
      </thead>
      <tbody>
        {indices.map((index) => (
          <tr key={index.symbol}>
            <th scope="row">
              <CoinName name={index.name} symbol={index.symbol} />
            </th>
            <td class="number">
              <Live value={`${index.symbol}.price`} as="price" />
            </td>
            <td class="number">
              <LiveChange figure={`${index.symbol}.change`} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
