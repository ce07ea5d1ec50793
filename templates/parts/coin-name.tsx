/** "Bitcoin BTC"; a ticker that stands in the name already is not told twice. */
export function CoinName({ name, symbol }: { name: string; symbol: string }) {
  if (name.includes(symbol)) return <>{name}</>
  return (
    <>
      {name} <span class="ticker">{symbol}</span>
    </>
  )
}
