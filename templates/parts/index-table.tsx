import type { IndexQuote } from 'enddel'
import { useWords } from '../words.ts'
import { ChangeChip } from './change-chip.tsx'
import { CoinName } from './coin-name.tsx'

/** Funds that stand in for the US stock indices. */
export function IndexTable({ indices }: { indices: IndexQuote[] }) {
  const { t, f } = useWords()
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
            <td class="number">{f.price(index.priceUsd)}</td>
            <td class="number">
              <ChangeChip percent={index.changePct} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
