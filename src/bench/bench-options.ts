import type { ScenarioName } from './scenarios.ts'

export interface BenchOptions {
  scenarios: readonly ScenarioName[]
  /** How enddel is run, for a server of the bench's own. */
  enddel: readonly string[]
  /** The folder of the build that is served and asked for. */
  out: string
  /** Undefined: `enddel serve` is started on `out`. */
  url: URL | undefined
  /** Paths to ask for; empty: those of the build in `out`. */
  paths: readonly string[]
  peers: readonly Peer[]
  /** Beside the subject a server is measured that never changes, so that runs of different days can be compared. */
  hasYardstick: boolean
  engine: 'enddel' | 'wrk'
  threads: number
  /** Processes of a server of our own; undefined: one for each of its cores. */
  workers: number | undefined
  /** In place of what the scenarios say. */
  overrides: Overrides
  /** For admin routes of a server at `url`. */
  secret: string | undefined
  env: Readonly<Record<string, string | undefined>>
  /** For the report. */
  command: string
}

export type Peer = { name: string } & ({ url: URL } | { command: string })

export interface Overrides {
  connections?: number
  seconds?: number
  rounds?: number
  /** Requests a second of steps at a rate. */
  perSecond?: number
}
