import type { ReportBody } from 'enddel'
import { ChartFigure } from './chart.tsx'

/**
 * A machine-written report in a shadow root: its style sheet reaches nothing of the page, the page's reaches nothing of
 * it. The charts stand outside the root, each in the slot that was put at its place in the HTML.
 */
export function IsolatedReport({ body, lang }: { body: Extract<ReportBody, { kind: 'isolated' }>; lang: string }) {
  return (
    <div class="isolated-report light-sheet">
      <template shadowrootmode="open">
        <style dangerouslySetInnerHTML={{ __html: printStyle + body.css }} />
        <div id="report-container" dangerouslySetInnerHTML={{ __html: body.html }} />
      </template>
      {body.charts.map(({ elementId, chart }) => (
        <div key={elementId} slot={elementId} class="light-sheet">
          <ChartFigure chart={chart} id={`chart-${elementId}`} lang={lang} />
        </div>
      ))}
    </div>
  )
}

/** What styles/print.css says of all other reports: it does not reach in here. */
const printStyle =
  '@media print{h1,h2,h3,h4{break-after:avoid}tr,li,[class*=card],[class*=chart]{break-inside:avoid}p{orphans:3;widows:3}}'
