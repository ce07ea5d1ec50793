import type { CoinQuote, PageProps, ReportSummary } from 'enddel'
import { Prices } from './prices.tsx'
import { ReportCards } from './report-list.tsx'
import { siteName } from './settings.ts'
import { useWords } from './words.ts'

export function Home({ data: { coins, reports }, page }: PageProps<{ coins: CoinQuote[]; reports: ReportSummary[] }>) {
  const words = useWords()
  return (
    <>
      <h1>{siteName}</h1>
      <p class="lead">{words.tagline}</p>
      <Prices coins={coins} />
      <section aria-labelledby="latest">
        <h2 id="latest">{words.latest}</h2>
        <ReportCards reports={reports} heading="h3" />
        <p>
          <a href={page.href('/reports')}>{words.allReports}</a>
        </p>
      </section>
    </>
  )
}
