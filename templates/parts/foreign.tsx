import { type ReportSummary, usePage } from 'enddel'
import { useWords } from '../words.ts'

/** The `lang` of a report's text where it is not the page's own. */
export function foreignLang(report: ReportSummary, locale: string): string | undefined {
  return report.lang === locale ? undefined : report.lang
}

/** Above a report that has no translation into the page's language. */
export function UntranslatedNote({ report }: { report: ReportSummary }) {
  const { t, f } = useWords()
  if (!foreignLang(report, usePage().locale)) return null
  return <p class="note">{t.report.untranslated(f.languageName(report.lang))}</p>
}

/** The same in a list, in a word or two. */
export function ForeignBadge({ report }: { report: ReportSummary }) {
  const { t, f } = useWords()
  if (!foreignLang(report, usePage().locale)) return null
  return <span class="badge">{t.report.onlyIn(f.languageName(report.lang))}</span>
}
