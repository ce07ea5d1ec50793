import type { PageContext, Product } from 'enddel'

export interface ListedPage {
  name: string
  /** Without the language. */
  path: string
}

/** The pages a list leads to, in its order (https://schema.org/ItemList); `first` is the number of the first one. */
export function itemList(page: PageContext, pages: readonly ListedPage[], first = 1): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'ItemList',
    numberOfItems: pages.length,
    itemListElement: pages.map(({ name, path }, index) => ({
      '@type': 'ListItem',
      position: first + index,
      name,
      url: page.url(page.href(path)),
    })),
  }
}

export function listedProduct({ name, slug }: Product): ListedPage {
  return { name, path: `/product/${slug}` }
}
