import type { PageContext } from 'enddel'
import { newsPath, type SitemapIndexData, type SitemapPage } from '../loaders/sitemap.ts'
import { xmlDeclaration, xmlText } from './xml.ts'

/** The index of all parts (https://www.sitemaps.org/protocol.html), and of what is new in each language. */
export function sitemapIndex({ parts, news }: SitemapIndexData, page: PageContext): string {
  const newest = parts.at(-1)?.time ?? null
  const withNews = page.locales.filter((locale) => news.includes(locale))
  return [
    xmlDeclaration,
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...parts.map(({ name, time }) => `<sitemap>${loc(page.url(`/sitemap/${name}`))}${lastmod(time)}</sitemap>`),
    ...withNews.map((locale) => `<sitemap>${loc(page.url(page.hrefIn(locale, newsPath)))}${lastmod(newest)}</sitemap>`),
    '</sitemapindex>',
    '',
  ].join('\n')
}

/** One part: each page in each language, with where it is in the others. */
export function sitemapPart({ pages }: { pages: SitemapPage[] }, page: PageContext): string {
  return [
    xmlDeclaration,
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ...pages.flatMap((one) => entries(one, page)),
    '</urlset>',
    '',
  ].join('\n')
}

function entries({ path, time, changes, priority }: SitemapPage, page: PageContext): string[] {
  const facts = `${lastmod(time)}<changefreq>${changes}</changefreq><priority>${priority.toFixed(1)}</priority>`
  const others = alternates(path, page)
  return page.locales.map((locale) => `<url>${loc(page.url(page.hrefIn(locale, path)))}${facts}${others}</url>`)
}

/** Where a page is in each language, for search engines. */
export function alternates(path: string, { locales, url, hrefIn }: PageContext): string {
  if (locales.length === 1) return ''
  const inAll = locales.map((locale) => alternate(locale, url(hrefIn(locale, path))))
  // A path without a language leads each reader to their own.
  return [...inAll, alternate('x-default', url(path))].join('')
}

function alternate(language: string, address: string): string {
  return `<xhtml:link rel="alternate" hreflang="${xmlText(language)}" href="${xmlText(address)}"/>`
}

export function loc(address: string): string {
  return `<loc>${xmlText(address)}</loc>`
}

function lastmod(time: number | null): string {
  return time === null ? '' : `<lastmod>${new Date(time).toISOString().slice(0, 19)}Z</lastmod>`
}
