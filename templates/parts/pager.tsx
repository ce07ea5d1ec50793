import { usePage } from 'enddel'
import type { ReportListData } from '../loaders/reports.ts'
import { useWords } from '../words.ts'
import { pagerItems } from './pager-items.ts'

export function Pager({ page: current, pages, perPage, total, items }: ReportListData) {
  const { pager } = useWords().t
  const { href } = usePage()
  const to = (page: number) => href(listPath(page))
  const first = (current - 1) * perPage + 1
  return (
    <nav class="pager" aria-label={pager.label}>
      <p>{pager.showing(first, first + items.length - 1, total)}</p>
      {pages > 1 && (
        <ul>
          {current > 1 && (
            <li>
              <a href={to(current - 1)} rel="prev">
                <span aria-hidden="true">←</span> {pager.previous}
              </a>
            </li>
          )}
          {pagerItems(current, pages).map((item, index) => (
            <li key={index}>
              {item === 'gap' ? <span aria-hidden="true">…</span> : <PageLink page={item} {...{ current, to }} />}
            </li>
          ))}
          {current < pages && (
            <li>
              <a href={to(current + 1)} rel="next">
                {pager.next} <span aria-hidden="true">→</span>
              </a>
            </li>
          )}
        </ul>
      )}
    </nav>
  )
}

export function listPath(page: number): string {
  return page === 1 ? '/crypto_reports_list' : `/crypto_reports_list/${page}`
}

function PageLink({ page, current, to }: { page: number; current: number; to: (page: number) => string }) {
  return (
    <a href={to(page)} aria-label={useWords().t.pager.page(page)} aria-current={page === current ? 'page' : undefined}>
      {page}
    </a>
  )
}
