import { type Product, usePage } from 'enddel'
import { ProductPicture } from './product-picture.tsx'
import { ProductPrice } from './product-price.tsx'

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
