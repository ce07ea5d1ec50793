import { EnddelError, messageOf } from '../core/errors.ts'
import { before } from '../core/lifecycle.ts'
import { type Finding, problem } from './finding.ts'

/** Looks at one thing of the machine; what it throws is a problem. */
export interface Check {
  about: string
  run(): Promise<Finding[]> | Finding[]
}

/** All of them at once, each with a time limit; what they found comes in their order. */
export async function runChecks(checks: readonly Check[], limitMs: number): Promise<Finding[]> {
  const found = await Promise.all(checks.map((check) => runCheck(check, limitMs)))
  return found.flat()
}

async function runCheck({ about, run }: Check, limitMs: number): Promise<Finding[]> {
  const late = () =>
    new EnddelError('E_DOCTOR', `no answer within ${limitMs / 1_000} s`, { hint: 'see whether it hangs' })
  try {
    return await before(limitMs, (async () => run())(), late)
  } catch (error) {
    const hint = error instanceof EnddelError ? error.hint : undefined
    return [problem(about, messageOf(error), hint ?? 'see to it by hand: the doctor does not know this one')]
  }
}
