import { type Report, usePage } from 'enddel'
import { useWords, wordsIn } from '../words.ts'
import { PdfLink } from './pdf-link.tsx'

/** Above the sheet, on the screen alone. The button is there with scripts alone (islands/print-buttons.ts). */
export function PrintTools({ report }: { report: Report }) {
  const { t } = useWords()
  const page = usePage()
  const others = page.locales.filter((locale) => locale !== page.locale && report.langs.includes(locale))
  return (
    <aside class="print-tools">
      <p class="print-actions">
        <button type="button" class="button needs-script" data-print>
          {t.report.printNow}
        </button>
        <a href={page.href(`/crypto_report/${report.id}`)}>{t.report.back}</a>
        <PdfLink id={report.id} />
      </p>
      <p class="muted">{t.report.printHint}</p>
      {others.length > 0 && (
        <p class="print-languages">
          {t.report.printIn}{' '}
          {others.map((locale) => (
            <a key={locale} href={page.hrefIn(locale)} hreflang={locale} lang={locale}>
              {wordsIn(locale).f.languageName(locale)}
            </a>
          ))}
        </p>
      )}
    </aside>
  )
}
