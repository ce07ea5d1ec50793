import type { ReportProblem } from '../content/report-source.ts'
import type { MarketPartEvent } from '../serve/market.ts'
import type { ServeEvent } from '../serve/events.ts'
import type { Problem } from './problem.ts'

/** What happens while somebody writes; the terminal and tests listen to it. */
export type DevEvent =
  /** From now on every change is seen. */
  | { type: 'watching' }
  /** Open pages load again, because of these files. */
  | { type: 'reload'; files: readonly string[] }
  /** Something cannot be shown; told again only when it is another. */
  | { type: 'broken'; problem: Problem }
  | ({ type: 'report-left-out' } & ReportProblem)
  | { type: 'figure-unknown'; address: string; figure: string; meant: string | undefined }
  | { type: 'vite'; level: 'info' | 'warn' | 'error'; message: string }
  | ServeEvent
  | MarketPartEvent

export type OnDevEvent = (event: DevEvent) => void
