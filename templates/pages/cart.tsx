import { type Head, type PageContext, usePage } from 'enddel'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { siteHead } from '../site-head.tsx'
import { useWords, wordsIn } from '../words.ts'

/** A stub: what is in the cart is known to the browser alone, and nothing can be ordered. */
export function CartPage() {
  const { cart, shop } = useWords().t
  return (
    <>
      <Breadcrumbs trail={[{ text: shop.title, path: '/shop' }]} here={cart.title} />
      <h1>{cart.title}</h1>
      <p class="sample-note">{cart.order}</p>
      <noscript>
        <p class="note">{cart.noScript}</p>
      </noscript>
      <div class="cart needs-script" data-cart tabIndex={-1} aria-label={cart.title} role="group">
        <CartEmpty />
        <CartTable />
      </div>
    </>
  )
}

export function cartHead(_data: object, page: PageContext): Head {
  return siteHead({ title: wordsIn(page.locale).t.cart.title, noindex: true }, page)
}

function CartEmpty() {
  const { cart } = useWords().t
  return (
    <div class="empty-state cart-empty">
      <p class="empty-title">{cart.empty}</p>
      <p>{cart.emptyHint}</p>
      <p>
        <a class="button" href={usePage().href('/shop')}>
          {cart.toShop}
        </a>
      </p>
    </div>
  )
}

function CartTable() {
  const { cart } = useWords().t
  return (
    <table class="cart-table">
      <caption class="visually-hidden">{cart.title}</caption>
      <thead>
        <tr>
          <th scope="col">{cart.product}</th>
          <th scope="col" class="number">
            {cart.each}
          </th>
          <th scope="col" class="number">
            {cart.count}
          </th>
          <th scope="col" class="number">
            {cart.sum}
          </th>
          <td />
        </tr>
      </thead>
      <tbody data-rows />
      <tfoot>
        <tr>
          <th scope="row" colSpan={3}>
            {cart.total}
          </th>
          <td class="number cart-total" data-total />
          <td />
        </tr>
      </tfoot>
      <template>
        <CartRow />
      </template>
    </table>
  )
}

/** Filled by islands/cart-page.ts. */
function CartRow() {
  const { cart } = useWords().t
  return (
    <tr>
      <th scope="row">
        <a data-name={usePage().href('/product/')} />
      </th>
      <td class="number" data-each />
      <td class="number">
        <input type="number" min="1" step="1" required data-count data-label={cart.count} />
      </td>
      <td class="number" data-sum />
      <td>
        <button type="button" class="cart-remove" data-remove>
          {cart.remove}
        </button>
      </td>
    </tr>
  )
}
