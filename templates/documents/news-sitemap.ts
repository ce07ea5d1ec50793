import type { PageContext, ReportSummary } from 'enddel'
import type { NewsData } from '../loaders/sitemap.ts'
import { reportPath } from '../report-path.ts'
import { siteName } from '../site-name.ts'
import { alternates, loc } from './sitemap.ts'
import { xmlDeclaration, xmlText } from './xml.ts'

/** What is new, for news services: a map of one publication in one language (https://www.google.com/schemas/sitemap-news/0.9). */
export function newsSitemap({ reports }: NewsData, page: PageContext): string {
  return [
    xmlDeclaration,
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" ' +
      'xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ...reports.map((report) => entry(report, page)),
    '</urlset>',
    '',
  ].join('\n')
}

function entry({ id, lang, createdAt, title }: ReportSummary, page: PageContext): string {
  const publication = `<news:name>${xmlText(siteName)}</news:name><news:language>${xmlText(lang)}</news:language>`
  const news =
    `<news:publication>${publication}</news:publication>` +
    `<news:publication_date>${xmlText(createdAt)}</news:publication_date><news:title>${xmlText(title)}</news:title>`
  const path = reportPath(id)
  return `<url>${loc(page.url(page.href(path)))}<news:news>${news}</news:news>${alternates(path, page)}</url>`
}
