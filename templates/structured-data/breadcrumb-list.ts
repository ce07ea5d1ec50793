import type { PageContext } from 'enddel'
import type { Crumb } from '../parts/breadcrumbs.tsx'
import { wordsIn } from '../words.ts'

/** The way to a page as `<Breadcrumbs>` shows it (https://schema.org/BreadcrumbList). The page itself comes last, without an address. */
export function breadcrumbList(page: PageContext, trail: readonly Crumb[], here: string): object {
  const { home } = wordsIn(page.locale).t.nav
  const links = [{ text: home, path: '/' }, ...trail]
  const items = [...links.map(({ text, path }) => ({ name: text, item: page.url(page.href(path)) })), { name: here }]
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: items.map((item, index) => ({ '@type': 'ListItem', position: index + 1, ...item })),
  }
}
