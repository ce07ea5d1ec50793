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
        <style dangerouslySetInnerHTML={{ __html: body.css }} />
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
