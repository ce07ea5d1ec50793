import { useWords } from '../words.ts'

/** An amount of the coin in US dollars, and back. It shows once the script runs that makes it work. */
export function Converter({ symbol }: { symbol: string }) {
  const { quote } = useWords().t
  return (
    <section class="converter" aria-labelledby="converter" data-converter>
      <h2 id="converter">{quote.converter}</h2>
      <label>
        {quote.amountIn(symbol)}
        <input type="number" min="0" step="any" inputMode="decimal" autoComplete="off" value="1" />
      </label>
      <label>
        {quote.amountInUsd}
        <input type="number" min="0" step="any" inputMode="decimal" autoComplete="off" />
      </label>
      <p class="muted small">{quote.converterHint}</p>
    </section>
  )
}
