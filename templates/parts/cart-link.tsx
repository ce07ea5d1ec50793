import type { PageContext } from 'enddel'
import { wordsIn } from '../words.ts'

/** The number of things in it is written by the script that keeps the cart. */
export function CartLink({ page }: { page: PageContext }) {
  const { cart } = wordsIn(page.locale).t
  return (
    <a class="tool" href={page.href('/cart')} aria-current={page.route === 'cart' ? 'page' : undefined}>
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M3 4h2.5l2.2 11h10.4L20.5 7H6.2" />
        <circle cx="9" cy="19.5" r="1.2" />
        <circle cx="17" cy="19.5" r="1.2" />
      </svg>
      <span class="visually-hidden">{cart.title}</span>
      <span class="cart-count" data-cart-count hidden />
    </a>
  )
}
