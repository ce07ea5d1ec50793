import type { Product } from 'enddel'
import { useWords } from '../words.ts'
import { EmptyState } from './empty-state.tsx'
import { ProductCard } from './product-card.tsx'

/** `ProductGlyphs` must stand before it in the page. */
export function ProductGrid({ products }: { products: Product[] }) {
  const { shop } = useWords().t
  if (products.length === 0) return <EmptyState title={shop.empty} hint={shop.emptyCategory} />
  return (
    <ul class="grid products">
      {products.map((product) => (
        <ProductCard key={product.slug} product={product} />
      ))}
    </ul>
  )
}
