import { type PageProps, type ReportSummary, usePage } from 'enddel'
import { dayOf, useWords } from './words.ts'

export function ReportList({ data: { reports } }: PageProps<{ reports: ReportSummary[] }>) {
  return (
    <>
      <h1>{useWords().reports}</h1>
      <ReportCards reports={reports} heading="h2" />
    </>
  )
}

/** `heading` follows the level of what stands above the cards. */
export function ReportCards({ reports, heading: Heading }: { reports: ReportSummary[]; heading: 'h2' | 'h3' }) {
  const words = useWords()
  const page = usePage()
  if (reports.length === 0) return <p>{words.noReports}</p>
  return (
    <ul class="cards">
      {reports.map(({ id, lang, title, summary, createdAt, readingMinutes }) => (
        <li key={id} class="card" lang={lang === page.locale ? undefined : lang}>
          <Heading>
            <a href={page.href(`/report/${id}`)}>{title}</a>
          </Heading>
          <p>{summary}</p>
          <p class="quiet">
            <time dateTime={createdAt}>{dayOf(createdAt, lang)}</time> · {words.minutes(readingMinutes)}
          </p>
        </li>
      ))}
    </ul>
  )
}
