import type { Head, PageContext, PageProps } from 'enddel'
import type { CategoryData } from '../loaders/shop.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { CategoryNav } from '../parts/category-nav.tsx'
import { ProductGrid } from '../parts/product-grid.tsx'
import { siteHead } from '../site-head.tsx'
import { useWords } from '../words.ts'

export function CategoryPage({ data: { category, categories, products } }: PageProps<CategoryData>) {
  const { shop } = useWords().t
  return (
    <>
      <Breadcrumbs trail={[{ text: shop.title, path: '/shop' }]} here={category.name} />
      <h1>{category.name}</h1>
      <p class="lead">{category.description}</p>
      <p class="sample-note">{shop.sample}</p>
      <CategoryNav categories={categories} current={category.slug} />
      <h2 class="visually-hidden">{shop.count(products.length)}</h2>
      <ProductGrid products={products} />
    </>
  )
}

export function categoryHead({ category }: CategoryData, _page: PageContext): Head {
  return siteHead({ title: category.name, description: category.description })
}
