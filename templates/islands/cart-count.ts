import { type CartLine, followCart, maxCount, putIntoCart, readCart } from './cart.ts'

/** The number in the header, and the buttons that add to the cart. */
export function startCart(): void {
  const badge = document.querySelector<HTMLElement>('[data-cart-count]')
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('button[data-cart-add]')]
  for (const button of buttons) button.addEventListener('click', () => add(button))
  followCart((lines) => {
    const count = lines.reduce((sum, line) => sum + line.count, 0)
    if (badge) {
      badge.hidden = count === 0
      badge.textContent = count > maxCount ? `${maxCount}+` : String(count)
    }
    for (const button of buttons) showAdded(button, lines)
  })
}

function add(button: HTMLButtonElement): void {
  const product = productOf(button)
  const count = readCart().find(({ slug }) => slug === product.slug)?.count ?? 0
  putIntoCart({ ...product, count: count + 1 })
}

function showAdded(button: HTMLButtonElement, lines: CartLine[]): void {
  const { slug } = productOf(button)
  const count = lines.find((line) => line.slug === slug)?.count ?? 0
  const words = button.dataset
  button.textContent = (count > 0 ? words['added'] : words['add'])!.replace('{}', String(count))
}

function productOf(button: HTMLButtonElement): Omit<CartLine, 'count'> {
  return JSON.parse(button.dataset['cartAdd']!) as Omit<CartLine, 'count'>
}
