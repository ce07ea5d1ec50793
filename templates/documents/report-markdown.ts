import type { PageContext } from 'enddel'
import type { TwinData } from '../loaders/reports.ts'
import { reportPath } from '../report-path.ts'
import { wordsIn } from '../words.ts'
import { feedHtml } from './feed-html.ts'
import { htmlToMarkdown } from './html-to-markdown.ts'
import { xmlText } from './xml.ts'

/** A report as Markdown, with what else is known of it as front matter. Charts are tables of their figures. */
export function reportMarkdown({ report }: TwinData, page: PageContext): string {
  const address = page.url(page.href(reportPath(report.id)))
  const { title, summary, createdAt, lang, symbols, prices, sources } = report
  const { disclaimer } = wordsIn(page.locale).t
  return [
    '---',
    // JSON is YAML too, and leaves no question of quotes.
    ...Object.entries({ id: report.id, title, summary, date: createdAt, lang, canonical: address }).map(field),
    ...Object.entries({ symbols, prices, sources }).map(field),
    '---',
    '',
    htmlToMarkdown(`<h1>${xmlText(title)}</h1>${feedHtml(report, address, page)}`),
    '',
    `> ${disclaimer.investment} ${disclaimer.machine}`,
    '',
  ].join('\n')
}

function field([name, value]: [string, unknown]): string {
  return `${name}: ${JSON.stringify(value)}`
}
