import type { PageContext } from 'enddel'
import type { ProductData } from '../loaders/shop.ts'
import { organization } from './publisher.ts'

/** A product with what it costs (https://schema.org/Product). Nobody has rated it, so there is no rating. */
export function productOffer({ product, category }: ProductData, page: PageContext): object {
  const { slug, name, summary, price, inStock, specs } = product
  const address = page.url(page.href(`/product/${slug}`))
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    '@id': `${address}#product`,
    name,
    description: summary,
    url: address,
    ...(category && { category: category.name }),
    ...(specs.length > 0 && {
      additionalProperty: specs.map(({ name, value }) => ({ '@type': 'PropertyValue', name, value })),
    }),
    offers: {
      '@type': 'Offer',
      url: address,
      price: price.amount,
      priceCurrency: price.currency,
      availability: `https://schema.org/${inStock ? 'InStock' : 'SoldOut'}`,
      seller: organization(page),
    },
  }
}
