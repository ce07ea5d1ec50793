import type { Chart, PageContext, Report } from 'enddel'
import type { TwinData } from '../loaders/reports.ts'
import { reportPath, twinEndings } from '../report-path.ts'
import { feedHtml } from './feed-html.ts'
import { htmlToText } from './html-to-text.ts'

/** A report as data: its facts, its charts as they were written, its text as HTML and as plain text. */
export function reportJson({ report }: TwinData, page: PageContext): string {
  const { id, title, summary, createdAt, lang, langs, readingMinutes, symbols, prices, sources } = report
  const at = (ending: string) => page.url(page.href(`${reportPath(id)}${ending}`))
  const html = feedHtml(report, at(''), page)
  const facts = { id, url: at(''), markdownUrl: at(twinEndings.markdown), language: lang, languages: langs }
  const about = { title, summary, publishedAt: createdAt, readingMinutes, symbols, pricesUsd: prices, sources }
  return `${JSON.stringify({ ...facts, ...about, charts: chartsOf(report), html, text: htmlToText(html) })}\n`
}

function chartsOf({ body }: Report): Chart[] {
  if (body.kind === 'isolated') return body.charts.map(({ chart }) => chart)
  return body.sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'chart' ? [block.chart] : [])))
}
