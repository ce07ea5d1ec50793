import type { ScenarioResult } from '../../bench-result.ts'

/** One round of a step, and where it lies on an axis of seconds on which rounds and steps stand apart. */
export interface Round {
  step: string
  /** From 1 on. */
  round: number
  from: number
  /** Of the server that took longest. */
  seconds: number
  /** Answers in each whole second, by the server's index; empty where it has no such round. */
  series: readonly (readonly number[])[]
}

/** Rounds in which no server has a whole second are left out. */
export function roundsOf({ steps }: ScenarioResult, names: readonly string[]): Round[] {
  const all = steps.flatMap(({ name: step, samples }) => {
    const count = Math.max(0, ...names.map((name) => samples[name]?.length ?? 0))
    return Array.from({ length: count }, (_, at) => ({
      step,
      round: at + 1,
      series: names.map((name) => samples[name]?.[at]?.series ?? []),
    }))
  })
  const rounds: Round[] = []
  for (const round of all) {
    const seconds = Math.max(...round.series.map(({ length }) => length))
    if (seconds > 0) rounds.push({ ...round, seconds, from: startAfter(rounds.at(-1), round.step) })
  }
  return rounds
}

function startAfter(before: Round | undefined, step: string): number {
  if (!before) return 0
  return before.from + before.seconds + (before.step === step ? betweenRounds : betweenSteps)
}

const betweenRounds = 0.3
const betweenSteps = 1
