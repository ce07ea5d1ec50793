import { type Category, type Elsewhere, type LoadContext, notFound, type Product } from 'enddel'

export interface ShopData {
  categories: Category[]
  products: Product[]
}

export interface CategoryData extends ShopData {
  category: Category
}

export interface ProductData {
  product: Product
  category: Category | null
  /** Others of the same category. */
  related: Product[]
}

export async function loadShop(_params: object, { products }: LoadContext): Promise<ShopData> {
  const [categories, all] = await Promise.all([products.categories(), products.list()])
  return { categories, products: all }
}

export async function loadCategory(
  { category: slug }: { category: string },
  { products }: LoadContext,
): Promise<CategoryData | Elsewhere> {
  const categories = await products.categories()
  const category = categories.find((one) => one.slug === slug)
  if (!category) return notFound()
  return { category, categories, products: await products.list({ category: slug }) }
}

export async function loadProduct(
  { slug }: { slug: string },
  { products }: LoadContext,
): Promise<ProductData | Elsewhere> {
  const product = await products.get(slug)
  if (!product) return notFound()
  const [categories, siblings] = await Promise.all([
    products.categories(),
    products.list({ category: product.category }),
  ])
  return {
    product,
    category: categories.find((one) => one.slug === product.category) ?? null,
    related: siblings.filter((one) => one.slug !== slug).slice(0, 3),
  }
}

export async function allCategories({ products }: LoadContext): Promise<{ category: string }[]> {
  return (await products.categories()).map(({ slug }) => ({ category: slug }))
}

export async function allProducts({ products }: LoadContext): Promise<{ slug: string }[]> {
  return (await products.list()).map(({ slug }) => ({ slug }))
}
