import { type Product, usePage } from 'enddel'
import { useWords } from '../words.ts'
import { ProductPicture } from './product-picture.tsx'

export function ProductCard({ product }: { product: Product }) {
  return (
    <li class="card product-card">
      <ProductPicture product={product} />
      <h3>
        <a class="card-link" href={usePage().href(`/product/${product.slug}`)}>
          {product.name}
        </a>
      </h3>
      <p>{product.summary}</p>
      <ProductPrice product={product} />
    </li>
  )
}

export function ProductPrice({ product }: { product: Product }) {
  const { t, f } = useWords()
  return (
    <p class="product-price">
      <span class="price">{f.money(product.price)}</span>{' '}
      <span class={product.inStock ? 'badge' : 'badge off'}>{product.inStock ? t.shop.inStock : t.shop.soldOut}</span>
    </p>
  )
}
