import { type ReportSummary, usePage } from 'enddel'
import { reportPath, twinEndings } from './report-path.ts'

/** In the head of a report: when it was published and of what it speaks (https://ogp.me/#type_article), and its twins. */
export function ReportFacts({ report: { id, createdAt, symbols } }: { report: ReportSummary }) {
  const { href } = usePage()
  const twin = (ending: string) => href(`${reportPath(id)}${ending}`)
  return (
    <>
      <meta property="article:published_time" content={createdAt} />
      {symbols.map((symbol) => (
        <meta key={symbol} property="article:tag" content={symbol} />
      ))}
      <link rel="alternate" type="text/markdown" href={twin(twinEndings.markdown)} />
      <link rel="alternate" type="application/json" href={twin(twinEndings.json)} />
    </>
  )
}
