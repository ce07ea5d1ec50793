import { type Product, usePage } from 'enddel'
import { useWords } from '../words.ts'

/** Without JavaScript there is no cart, so neither is there a button. */
export function AddToCart({ product: { slug, name, price, inStock } }: { product: Product }) {
  const { cart } = useWords().t
  if (!inStock) return null
  const line = { slug, name, amount: price.amount, currency: price.currency }
  return (
    <p class="add-to-cart needs-script">
      <button
        type="button"
        class="button"
        data-cart-add={JSON.stringify(line)}
        data-add={cart.add}
        data-added={cart.added}
      >
        {cart.add}
      </button>
      <a href={usePage().href('/cart')}>{cart.title}</a>
    </p>
  )
}
