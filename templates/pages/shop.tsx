import type { Head, PageContext, PageProps } from 'enddel'
import type { ShopData } from '../loaders/shop.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { CategoryNav } from '../parts/category-nav.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { ProductGlyphs } from '../parts/product-glyphs.tsx'
import { ProductGrid } from '../parts/product-grid.tsx'
import { siteHead } from '../site-head.tsx'
import { breadcrumbList } from '../structured-data/breadcrumb-list.ts'
import { itemList, listedProduct } from '../structured-data/item-list.ts'
import { useWords, wordsIn } from '../words.ts'

export function ShopPage({ data: { categories, products } }: PageProps<ShopData>) {
  const { shop } = useWords().t
  return (
    <>
      <Breadcrumbs here={shop.title} />
      <h1>{shop.title}</h1>
      <p class="lead">{shop.lead}</p>
      <p class="sample-note">{shop.sample}</p>
      {products.length === 0 ? (
        <NoProducts />
      ) : (
        <>
          <CategoryNav categories={categories} />
          <ProductGlyphs categories={products.map(({ category }) => category)} />
          {categories.map(({ slug, name }) => (
            <section key={slug} aria-labelledby={slug}>
              <h2 id={slug}>{name}</h2>
              <ProductGrid products={products.filter(({ category }) => category === slug)} />
            </section>
          ))}
        </>
      )}
    </>
  )
}

export function shopHead({ products }: ShopData, page: PageContext): Head {
  const { shop } = wordsIn(page.locale).t
  const jsonLd = [breadcrumbList(page, [], shop.title), itemList(page, products.map(listedProduct))]
  return siteHead({ title: shop.title, description: shop.lead, noindex: products.length === 0, jsonLd }, page)
}

function NoProducts() {
  const { shop, nav } = useWords().t
  const ways = [
    { path: '/market', text: nav.market },
    { path: '/crypto_reports_list', text: nav.reports },
  ]
  return <EmptyState title={shop.empty} hint={shop.emptyHint} picture={bag} ways={ways} />
}

const bag = 'M13 20h38l4 38H9zM23 28v-11a9 9 0 0 1 18 0v11'
