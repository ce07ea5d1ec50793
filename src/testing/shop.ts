import type { StoredProduct } from '../content/catalogue.ts'
import type { StoredCatalogue } from '../content/products.ts'

/** A product of the tests' shop, in two languages. */
export const ledger: StoredProduct = {
  slug: 'ledger',
  category: 'wallets',
  name: { vi: 'Ví Ledger', en: 'Ledger' },
  summary: { vi: 'Ví', en: 'A wallet' },
  description: { vi: 'Mô tả', en: 'Of steel' },
  price: { amount: 79, currency: 'USD' },
  inStock: true,
  specs: [{ name: { vi: 'Nặng', en: 'Weight' }, value: { en: '21 g' } }],
}

export function productNamed(slug: string, amount = 10): StoredProduct {
  return { ...ledger, slug, price: { amount, currency: 'USD' } }
}

export const shop: StoredCatalogue = shopWith(ledger)

export function shopWith(...products: StoredProduct[]): StoredCatalogue {
  const category = { slug: 'wallets', name: { vi: 'Ví', en: 'Wallets' }, description: { vi: 'Ví', en: 'Wallets' } }
  return { categories: [category], products }
}
