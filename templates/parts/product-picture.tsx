import type { Product } from 'enddel'

/** The catalogue has no photographs: the slug chooses the colours of a plain tile with the product's initial. */
export function ProductPicture({ product: { slug, name } }: { product: Product }) {
  const seed = [...slug].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
  return (
    <svg class="product-picture" viewBox="0 0 320 180" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect class={`fill wash tone-${(seed % 8) + 1}`} width="320" height="180" />
      <circle class={`fill wash tone-${((seed + 3) % 8) + 1}`} cx={60 + (seed % 5) * 50} cy="170" r="90" />
      <circle class={`fill wash tone-${((seed + 5) % 8) + 1}`} cx={280 - (seed % 7) * 30} cy="20" r="70" />
      <text x="160" y="122" text-anchor="middle">
        {[...name][0]}
      </text>
    </svg>
  )
}
