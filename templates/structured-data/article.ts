import type { PageContext, Report } from 'enddel'
import { reportImage } from '../share-image.ts'
import { reportPath } from '../report-path.ts'
import { organization } from './publisher.ts'

/**
 * A report (https://schema.org/Article). It stays as it was published, so there is no other date; the language is that of the
 * text, which may be another than the page's.
 */
export function article(report: Report, page: PageContext): object {
  const { id, title, summary, createdAt, lang, symbols, sources, readingMinutes } = report
  const address = page.url(page.href(reportPath(id)))
  return {
    '@context': 'https://schema.org',
    '@type': 'Article',
    '@id': `${address}#article`,
    headline: title,
    description: summary,
    genre: 'Financial analysis',
    image: page.url(reportImage(report, page).path),
    datePublished: createdAt,
    inLanguage: lang,
    isAccessibleForFree: true,
    timeRequired: `PT${readingMinutes}M`,
    mainEntityOfPage: address,
    author: organization(page),
    publisher: organization(page),
    ...(symbols.length > 0 && { about: symbols.map((name) => ({ '@type': 'Thing', name })) }),
    ...(sources.length > 0 && {
      citation: sources.map(({ name, url }) => ({ '@type': 'CreativeWork', name, url })),
    }),
    encoding: [
      { '@type': 'MediaObject', encodingFormat: 'text/markdown', contentUrl: `${address}.md` },
      { '@type': 'MediaObject', encodingFormat: 'application/json', contentUrl: `${address}.json` },
    ],
  }
}
