import type { Report } from 'enddel'
import { useWords } from '../words.ts'
import { linkedSections, SectionLinks } from './section-links.tsx'

/** The way to the sections of a report, where there are some. */
export function Contents({ report, lang }: { report: Report; lang: string | undefined }) {
  const { t } = useWords()
  const sections = linkedSections(report)
  if (sections.length < 2) return null
  return (
    <nav class="report-contents" data-contents aria-labelledby="contents">
      <h2 id="contents">{t.report.contents}</h2>
      <SectionLinks sections={sections} lang={lang} />
    </nav>
  )
}
