import type { Head, PageContext, PageProps } from 'enddel'
import type { ProductData } from '../loaders/shop.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { AddToCart } from '../parts/add-to-cart.tsx'
import { ProductGallery } from '../parts/product-gallery.tsx'
import { ProductGlyphs } from '../parts/product-glyphs.tsx'
import { ProductGrid } from '../parts/product-grid.tsx'
import { ProductPrice } from '../parts/product-price.tsx'
import { siteHead } from '../site-head.tsx'
import { breadcrumbList } from '../structured-data/breadcrumb-list.ts'
import { productOffer } from '../structured-data/product-offer.ts'
import { useWords, wordsIn } from '../words.ts'

export function ProductPage({ data: { product, category, related } }: PageProps<ProductData>) {
  const { shop } = useWords().t
  const trail = [{ text: shop.title, path: '/shop' }]
  if (category) trail.push({ text: category.name, path: `/shop/${category.slug}` })
  return (
    <>
      <Breadcrumbs trail={trail} here={product.name} />
      <article class="product">
        <ProductGallery product={product} />
        <div>
          {category && <p class="kicker">{category.name}</p>}
          <h1>{product.name}</h1>
          <p class="lead">{product.summary}</p>
          <ProductPrice product={product} />
          <AddToCart product={product} />
          <p class="sample-note">{shop.sample}</p>
          <div class="prose">
            {product.description.split(/\n\s*\n/).map((paragraph, index) => (
              <p key={index}>{paragraph}</p>
            ))}
          </div>
          <Specs product={product} />
        </div>
      </article>
      {related.length > 0 && (
        <section aria-labelledby="related">
          <h2 id="related">{shop.related}</h2>
          <ProductGrid products={related} />
        </section>
      )}
      <ProductGlyphs categories={[product.category]} />
    </>
  )
}

export function productHead(data: ProductData, page: PageContext): Head {
  const { product, category } = data
  const { shop } = wordsIn(page.locale).t
  const trail = [{ text: shop.title, path: '/shop' }]
  if (category) trail.push({ text: category.name, path: `/shop/${category.slug}` })
  const jsonLd = [productOffer(data, page), breadcrumbList(page, trail, product.name)]
  return siteHead({ title: product.name, description: product.summary, type: 'product', jsonLd }, page)
}

function Specs({ product: { specs } }: { product: ProductData['product'] }) {
  const { shop } = useWords().t
  if (specs.length === 0) return null
  return (
    <>
      <h2>{shop.specs}</h2>
      <dl class="specs">
        {specs.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
