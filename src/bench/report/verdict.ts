import type { BenchResult, ScenarioResult } from '../bench-result.ts'
import { shownServers } from './rows.ts'
import { count } from './units.ts'

export interface Verdict {
  isGood: boolean
  /** One sentence. */
  text: string
  /** What failed, a sentence each, with the scenario in front. */
  failures: readonly string[]
}

/** Whether answers were right; how fast they came is no part of it. */
export function verdictOf(result: BenchResult): Verdict {
  const failures = result.scenarios.flatMap((scenario) =>
    failuresOf(result, scenario).map((failure) => `${scenario.name}: ${failure}`),
  )
  const answers = answersIn(result)
  if (failures.length > 0) return { isGood: false, text: failed(failures.length), failures }
  // What was not measured cannot have been right.
  if (answers === 0) return { isGood: false, text: 'Nothing was measured.', failures }
  const until = result.isInterrupted ? ' until the run was ended' : ''
  return { isGood: true, text: `All answers were right: ${count(answers)}${until}, none lost.`, failures }
}

/** What the run says, and what was lost or wrong without its saying so. */
export function failuresOf(result: BenchResult, { steps, problems }: ScenarioResult): readonly string[] {
  if (problems.length > 0) return problems
  return steps.flatMap((step) =>
    shownServers(result).flatMap(({ name }) => {
      const samples = step.samples[name] ?? []
      const [lost, wrong] = [sum(samples.map((one) => one.lost)), sum(samples.map((one) => one.wrong))]
      return lost + wrong > 0 ? [`in ${step.name}, ${name} had ${count(lost)} lost and ${count(wrong)} wrong`] : []
    }),
  )
}

function failed(problems: number): string {
  return problems === 1 ? 'Failed, for one reason:' : `Failed, for ${problems} reasons:`
}

function answersIn({ scenarios }: BenchResult): number {
  const samples = scenarios.flatMap(({ steps }) => steps.flatMap((step) => Object.values(step.samples).flat()))
  return sum(samples.map(({ answers }) => answers))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
