import type { PageContext, Report } from 'enddel'
import type { FeedData } from '../loaders/reports.ts'
import { siteName } from '../site-name.ts'
import { wordsIn } from '../words.ts'
import { feedHtml } from './feed-html.ts'
import { xmlDeclaration, xmlText } from './xml.ts'

/** RSS 2.0 with the full text of each report (https://www.rssboard.org/rss-specification, and its content module). */
export function rss({ reports }: FeedData, page: PageContext): string {
  const { tagline } = wordsIn(page.locale).t.site
  const [newest] = reports
  return [
    xmlDeclaration,
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">',
    '<channel>',
    element('title', siteName),
    element('link', page.url(page.href('/'))),
    element('description', tagline),
    element('language', page.locale),
    // When it was made would be other bytes each time.
    ...(newest ? [element('pubDate', rfc822(newest.createdAt))] : []),
    element('ttl', '60'),
    `<atom:link href="${xmlText(page.url(page.href(page.path)))}" rel="self" type="application/rss+xml"/>`,
    ...reports.flatMap((report) => item(report, page)),
    '</channel>',
    '</rss>',
    '',
  ].join('\n')
}

function item(report: Report, page: PageContext): string[] {
  const address = page.url(page.href(`/crypto_report/${report.id}`))
  return [
    '<item>',
    element('title', report.title),
    element('link', address),
    element('guid', address),
    element('pubDate', rfc822(report.createdAt)),
    element('description', shortened(report.summary, maxDescription)),
    ...report.symbols.map((symbol) => element('category', symbol)),
    element('content:encoded', feedHtml(report, address, page)),
    '</item>',
  ]
}

const maxDescription = 300

function element(name: string, text: string): string {
  return `<${name}>${xmlText(text)}</${name}>`
}

function rfc822(iso: string): string {
  return new Date(iso).toUTCString()
}

/** At most `max` characters, as readers count them, ending with a whole word. */
export function shortened(text: string, max: number): string {
  const characters = [...text]
  if (characters.length <= max) return text
  const cut = characters.slice(0, max - 1).join('')
  return `${cut.replace(/\s+\S*$/, '')}…`
}
