import { readFile } from 'node:fs/promises'
import { EnddelError } from '../core/errors.ts'
import { parseJson, parseWith } from '../core/parse.ts'
import { catalogueSchema, type Product, type StoredCatalogue } from './products.ts'

export type StoredProduct = StoredCatalogue['products'][number]

export const emptyCatalogue: StoredCatalogue = { categories: [], products: [] }

/** Checks a catalogue: shape, one product a slug, every category known. `place` is the file, for errors. */
export function parseCatalogue(text: string, place: string): StoredCatalogue {
  const catalogue = parseWith(catalogueSchema, parseJson(text, place), place)
  const categories = uniqueSlugs(catalogue.categories, 'category', place)
  uniqueSlugs(catalogue.products, 'product', place)
  for (const { slug, category } of catalogue.products) {
    if (!categories.has(category)) {
      throw new EnddelError('E_CATALOGUE', `${place}: product ${slug} is in the unknown category ${category}`, {
        hint: `use one of ${[...categories].join(', ')}, or add it to categories`,
      })
    }
  }
  return catalogue
}

export async function readCatalogue(file: string): Promise<StoredCatalogue> {
  return parseCatalogue(await readFile(file, 'utf8'), file)
}

/** The catalogue as a page in `locale` sees it. */
export function productsIn(locale: string, fallbacks: readonly string[], { categories, products }: StoredCatalogue) {
  const say = speaker(locale, fallbacks)
  const bySlug = new Map(products.map((product) => [product.slug, product]))

  return {
    async categories() {
      return categories.map(({ slug, name, description }) => ({
        slug,
        name: say(name),
        description: say(description),
        productCount: products.filter((product) => product.category === slug).length,
      }))
    },
    async list({ category }: { category?: string } = {}) {
      return products
        .filter((product) => !category || product.category === category)
        .map((product) => localise(locale, fallbacks, product))
    },
    async get(slug: string) {
      const product = bySlug.get(slug)
      return product && localise(locale, fallbacks, product)
    },
  }
}

/** One product as a page in `locale` sees it. */
export function localise(locale: string, fallbacks: readonly string[], product: StoredProduct): Product {
  const say = speaker(locale, fallbacks)
  return {
    ...product,
    name: say(product.name),
    summary: say(product.summary),
    description: say(product.description),
    specs: product.specs.map(({ name, value }) => ({ name: say(name), value: say(value) })),
  }
}

/** Picks a text: in the language, else in the first fallback there is, else in any. */
function speaker(locale: string, fallbacks: readonly string[]) {
  const preferred = [locale, ...fallbacks]
  return (texts: Record<string, string>) => texts[preferred.find((lang) => lang in texts) ?? Object.keys(texts)[0]!]!
}

function uniqueSlugs(items: readonly { slug: string }[], kind: string, place: string): Set<string> {
  const seen = new Set<string>()
  for (const { slug } of items) {
    if (seen.has(slug)) {
      throw new EnddelError('E_CATALOGUE', `${place}: two entries have the ${kind} slug ${slug}`, {
        hint: 'rename one',
      })
    }
    seen.add(slug)
  }
  return seen
}
