import type { Product } from 'enddel'
import { useWords } from '../words.ts'

/** Money, not a figure of the market: it does not move. */
export function ProductPrice({ product: { price, inStock } }: { product: Pick<Product, 'price' | 'inStock'> }) {
  const { t, f } = useWords()
  return (
    <p class="product-price">
      <data class="price" value={price.amount}>
        {f.money(price)}
      </data>
      <span class={inStock ? 'stock' : 'stock off'}>{inStock ? t.shop.inStock : t.shop.soldOut}</span>
    </p>
  )
}
