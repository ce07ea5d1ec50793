import type { PageContext } from 'enddel'
import type { SitemapIndexData, SitemapPage } from '../loaders/sitemap.ts'
import { xmlDeclaration, xmlText } from './xml.ts'

/** The index of all parts (https://www.sitemaps.org/protocol.html). */
export function sitemapIndex({ parts }: SitemapIndexData, page: PageContext): string {
  return [
    xmlDeclaration,
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...parts.map(({ name, time }) => `<sitemap>${loc(page.url(`/sitemap/${name}`))}${lastmod(time)}</sitemap>`),
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
  const { locales } = page
  const facts = `${lastmod(time)}<changefreq>${changes}</changefreq><priority>${priority.toFixed(1)}</priority>`
  const addressIn = (locale: string) => page.url(page.hrefIn(locale, path))
  const others =
    locales.length === 1
      ? ''
      : [
          ...locales.map((locale) => alternate(locale, addressIn(locale))),
          // A path without a language leads each reader to their own.
          alternate('x-default', page.url(path)),
        ].join('')
  return locales.map((locale) => `<url>${loc(addressIn(locale))}${facts}${others}</url>`)
}

function alternate(language: string, address: string): string {
  return `<xhtml:link rel="alternate" hreflang="${xmlText(language)}" href="${xmlText(address)}"/>`
}

function loc(address: string): string {
  return `<loc>${xmlText(address)}</loc>`
}

function lastmod(time: number | null): string {
  return time === null ? '' : `<lastmod>${new Date(time).toISOString().slice(0, 19)}Z</lastmod>`
}
