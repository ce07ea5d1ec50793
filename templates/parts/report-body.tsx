import { type Block, localLinks, type Report, usePage } from 'enddel'
import { ChartFigure } from './chart.tsx'
import { IsolatedReport } from './isolated-report.tsx'

/** The text of a report in either of its two forms. Its HTML was made safe when it was read. */
export function ReportBody({ report }: { report: Report }) {
  const { body, lang } = report
  if (body.kind === 'isolated') return <IsolatedReport body={body} lang={lang} />
  return (
    <>
      {body.sections.map(({ id, title, blocks }) => (
        <section key={id} class="report-section">
          {title && (
            <h2 id={id}>
              <a class="section-link" href={`#${id}`}>
                {title}
              </a>
            </h2>
          )}
          {blocks.map((block, index) => (
            <BlockView key={index} block={block} id={`${id}-${index + 1}`} lang={lang} />
          ))}
        </section>
      ))}
    </>
  )
}

function BlockView({ block, id, lang }: { block: Block; id: string; lang: string }) {
  if (block.kind === 'chart') return <ChartFigure chart={block.chart} id={id} lang={lang} />
  return <HtmlBlock html={block.html} />
}

function HtmlBlock({ html }: { html: string }) {
  const page = usePage()
  return <div class="prose" dangerouslySetInnerHTML={{ __html: localLinks(html, page) }} />
}
