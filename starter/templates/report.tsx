import { type Block, localLinks, type PageProps, type Report, usePage } from 'enddel'
import { ChartFigure } from './chart.tsx'
import { dayOf, useWords } from './words.ts'

export function ReportPage({ data: { report }, page }: PageProps<{ report: Report }>) {
  const words = useWords()
  const { title, summary, createdAt, readingMinutes, lang, body, sources } = report
  return (
    <article lang={lang === page.locale ? undefined : lang}>
      <h1>{title}</h1>
      <p class="quiet">
        <time dateTime={createdAt}>{dayOf(createdAt, lang)}</time> · {words.minutes(readingMinutes)}
      </p>
      <p class="lead">{summary}</p>
      {body.kind === 'sections' &&
        body.sections.map(({ id, title, blocks }) => (
          <section key={id}>
            {title && <h2 id={id}>{title}</h2>}
            {blocks.map((block, index) => (
              <BlockView key={index} block={block} lang={lang} />
            ))}
          </section>
        ))}
      {sources.length > 0 && (
        <p class="quiet">
          {words.sources}:{' '}
          {sources.map(({ name, url }, index) => (
            <span key={url}>
              {index > 0 && ', '}
              <a href={url}>{name}</a>
            </span>
          ))}
        </p>
      )}
    </article>
  )
}

/** The text of a report was made safe when it was read. */
function BlockView({ block, lang }: { block: Block; lang: string }) {
  const page = usePage()
  if (block.kind === 'chart') return <ChartFigure chart={block.chart} lang={lang} />
  return <div class="prose" dangerouslySetInnerHTML={{ __html: localLinks(block.html, page) }} />
}
