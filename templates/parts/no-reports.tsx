import { useWords } from '../words.ts'
import { EmptyState } from './empty-state.tsx'

/** Wherever reports would be, while there is none. */
export function NoReports() {
  const { report, nav } = useWords().t
  const ways = [
    { path: '/market', text: nav.market },
    { path: '/shop', text: nav.shop },
  ]
  return <EmptyState title={report.empty} hint={report.emptyHint} picture={sheet} ways={ways} />
}

const sheet = 'M14 6h24l12 12v40H14zM38 6v12h12M22 46l8-9 6 5 7-10M22 24h8'
