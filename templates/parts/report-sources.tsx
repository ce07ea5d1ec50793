import type { ReportSource } from 'enddel'
import { useWords } from '../words.ts'

export function ReportSources({ sources }: { sources: ReportSource[] }) {
  const { t } = useWords()
  if (sources.length === 0) return null
  return (
    <section class="sources" aria-labelledby="sources">
      <h2 id="sources">{t.report.sources}</h2>
      <ul>
        {sources.map(({ name, url }) => (
          <li key={url}>
            <a href={url} rel="nofollow noopener">
              {name}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
