import type { LiveNumber } from './live-number.ts'

/** Two fields, an amount of the coin and US dollars; the one that the reader did not fill in follows the price. */
export function startConverter(box: HTMLElement, price: LiveNumber): void {
  const [amount, usd] = box.querySelectorAll('input')
  if (!amount || !usd) return
  let given = amount

  function show(): void {
    if (given === amount) usd!.value = written(amount.valueAsNumber * price.value(), 2)
    else amount!.value = written(usd!.valueAsNumber / price.value(), 8)
  }

  for (const field of [amount, usd]) {
    field.addEventListener('input', () => {
      given = field
      show()
    })
  }
  price.follow(show)
  show()
  box.dataset['ready'] = ''
}

/** Cents, or small fractions of a coin; of less than one, six digits. Nothing where there is no number. */
function written(sum: number, digits: number): string {
  if (!Number.isFinite(sum)) return ''
  return String(Number(sum >= 1 ? sum.toFixed(digits) : sum.toPrecision(6)))
}
