import { usePage } from 'enddel'
import { useWords } from '../words.ts'

/** The file of `enddel build --pdf`; nothing in builds without. */
export function PdfLink({ id }: { id: number }) {
  const { t } = useWords()
  const page = usePage()
  if (!page.hasPdf) return null
  return (
    <a href={page.href(`/crypto_report/${id}.pdf`)} type="application/pdf">
      {t.report.pdf}
    </a>
  )
}
