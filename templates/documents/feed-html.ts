import type { Chart, PageContext, Report } from 'enddel'
import { chartTable } from '../parts/chart-table.ts'
import { xmlText } from './xml.ts'

/**
 * A report for readers outside the site: its own HTML, which was made safe when it was read, without style sheet and drawings.
 * A chart is the table of its figures. Links are whole addresses; `address` is that of the report.
 */
export function feedHtml({ body, lang }: Report, address: string, page: PageContext): string {
  if (body.kind === 'isolated') {
    const charts = new Map(body.charts.map(({ elementId, chart }) => [elementId, chart]))
    const html = body.html.replace(/<slot name="([^"]*)"><\/slot>/g, (_, id: string) => chartHtml(charts.get(id), lang))
    return wholeLinks(html, address, page)
  }
  const blocks = body.sections.flatMap(({ title, blocks }) => [
    ...(title ? [`<h2>${xmlText(title)}</h2>`] : []),
    ...blocks.map((block) => (block.kind === 'html' ? block.html : chartHtml(block.chart, lang))),
  ])
  return wholeLinks(blocks.join('\n'), address, page)
}

function chartHtml(chart: Chart | undefined, lang: string): string {
  if (!chart) return ''
  const { head, rows } = chartTable(chart, lang)
  const row = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((text) => `<${tag}>${xmlText(text)}</${tag}>`).join('')}</tr>`
  const lines = [row(head, 'th'), ...rows.map((cells) => row(cells, 'td'))]
  return `<table><caption>${xmlText(chart.title)}</caption>${lines.join('')}</table>`
}

/** Paths in links lead to the page's language, as they do on the site; those of pictures are what they are. */
function wholeLinks(html: string, address: string, page: PageContext): string {
  return html.replace(/<[a-z][^>]*>/gi, (tag) =>
    tag
      .replace(/(\shref=")(\/(?!\/)[^"]*)/, (_, before: string, path: string) => before + page.url(page.href(path)))
      .replace(/(\shref=")(#[^"]*)/, (_, before: string, fragment: string) => before + address + fragment)
      .replace(/(\ssrc=")(\/(?!\/)[^"]*)/, (_, before: string, path: string) => before + page.url(path)),
  )
}
