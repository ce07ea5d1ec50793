import { z } from 'zod'

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens only')
/** A text by language code; the first language is the fallback. */
const text = z.record(z.string(), z.string().min(1)).refine((all) => Object.keys(all).length > 0, 'needs one language')

/** The shape of `content/products.json`. */
export const catalogueSchema = z.strictObject({
  categories: z.array(z.strictObject({ slug, name: text, description: text })),
  products: z.array(
    z.strictObject({
      slug,
      category: slug,
      name: text,
      summary: text,
      /** Paragraphs are parted by an empty line. */
      description: text,
      price: z.strictObject({ amount: z.number().positive(), currency: z.string().regex(/^[A-Z]{3}$/) }),
      inStock: z.boolean(),
      specs: z.array(z.strictObject({ name: text, value: text })),
    }),
  ),
})

export type StoredCatalogue = z.infer<typeof catalogueSchema>

export interface Category {
  slug: string
  name: string
  description: string
  productCount: number
}

export interface Product {
  slug: string
  category: string
  name: string
  summary: string
  /** Paragraphs are parted by an empty line. */
  description: string
  price: { amount: number; currency: string }
  inStock: boolean
  specs: { name: string; value: string }[]
}
