import type { Report } from 'enddel'
import { useWords } from '../words.ts'

/** Links to the sections of a report. An isolated report has none: nothing can link into a shadow root. */
export function Contents({ report, lang }: { report: Report; lang: string | undefined }) {
  const { t } = useWords()
  const sections = report.body.kind === 'sections' ? report.body.sections.filter(({ title }) => title) : []
  if (sections.length < 2) return null
  return (
    <nav class="report-contents" data-contents aria-labelledby="contents">
      <h2 id="contents">{t.report.contents}</h2>
      <ol lang={lang}>
        {sections.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
