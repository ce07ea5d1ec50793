import type { Head, PageContext, PageProps } from 'enddel'
import type { CategoryData } from '../loaders/shop.ts'
import { Breadcrumbs } from '../parts/breadcrumbs.tsx'
import { CategoryNav } from '../parts/category-nav.tsx'
import { ProductGlyphs } from '../parts/product-glyphs.tsx'
import { ProductGrid } from '../parts/product-grid.tsx'
import { siteHead } from '../site-head.tsx'
import { breadcrumbList } from '../structured-data/breadcrumb-list.ts'
import { itemList, listedProduct } from '../structured-data/item-list.ts'
import { useWords, wordsIn } from '../words.ts'

export function CategoryPage({ data: { category, categories, products } }: PageProps<CategoryData>) {
  const { shop } = useWords().t
  return (
    <>
      <Breadcrumbs trail={[{ text: shop.title, path: '/shop' }]} here={category.name} />
      <h1>{category.name}</h1>
      <p class="lead">{category.description}</p>
      <p class="sample-note">{shop.sample}</p>
      <CategoryNav categories={categories} current={category.slug} />
      <ProductGlyphs categories={[category.slug]} />
      <h2 class="visually-hidden">{shop.count(products.length)}</h2>
      <ProductGrid products={products} />
    </>
  )
}

export function categoryHead({ category, products }: CategoryData, page: PageContext): Head {
  const { shop } = wordsIn(page.locale).t
  const jsonLd = [
    breadcrumbList(page, [{ text: shop.title, path: '/shop' }], category.name),
    itemList(page, products.map(listedProduct)),
  ]
  return siteHead({ title: category.name, description: category.description, jsonLd }, page)
}
