import type { ScenarioResult } from './bench-result.ts'

/** What a run tells while it is under way. */
export type BenchEvent =
  | { type: 'scenario-started'; name: string; about: string; index: number; count: number }
  | { type: 'round-started'; scenario: string; step: string; server: string; round: number; rounds: number }
  /** In each second of a round: so many answers came. */
  | { type: 'second'; answers: number }
  | { type: 'disturbed'; what: string }
  | { type: 'scenario-ended'; result: ScenarioResult }
