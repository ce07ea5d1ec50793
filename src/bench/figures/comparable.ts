import type { BenchResult, MeasuredServer, StepResult } from '../bench-result.ts'
import { coreCount } from '../server/core-count.ts'
import { median } from './statistics.ts'

/** Why two runs cannot be compared at all; empty when they can. Only what is known before a run is asked of the one of now. */
export function refusalsOf(
  then: Pick<BenchResult, 'machine' | 'engine' | 'servers'>,
  now: Pick<BenchResult, 'machine' | 'engine'>,
): string[] {
  const [before, today] = [then, now].map(({ machine }) => `${machine.cpu}, ${machine.cores} cores`)
  const others: (string | false)[] = [
    before !== today && `the saved run is of another machine: ${before}; this one is ${today}`,
    then.engine !== now.engine && `the saved run was made with ${then.engine}, this one with ${now.engine}`,
    !ofRole(then, 'yardstick') && 'the saved run has no yardstick: save it anew with --save',
  ]
  return others.filter((sentence) => sentence !== false)
}

/** The same for what is known after the run, besides. */
export function lateRefusalsOf(then: BenchResult, now: BenchResult): string[] {
  const [before, today] = [then, now].map((result) => coreCount(ofRole(result, 'subject')?.cores))
  const others: (string | false)[] = [
    !ofRole(now, 'yardstick') && 'this run has no yardstick, which --save and --compare add',
    !ofRole(then, 'subject') && 'the saved run has measured no server',
    !ofRole(now, 'subject') && 'this run has measured no server',
    before !== today && `the server had ${coresText(before)} then, and has ${coresText(today)} now`,
  ]
  return others.filter((sentence) => sentence !== false)
}

/** What makes two runs less alike than they look. */
export function warningsOf(then: BenchResult, now: BenchResult): string[] {
  const others: (string | false)[] = [
    then.machine.node !== now.machine.node && `then with Node ${then.machine.node}, now with ${now.machine.node}`,
    then.machine.os !== now.machine.os && `then on ${then.machine.os}, now on ${now.machine.os}`,
    then.isInterrupted && 'the saved run was ended before its end',
    now.isInterrupted && 'this run was ended before its end',
    ...then.scenarios.map(({ name, steps }) => {
      const reason = now.scenarios.find((scenario) => scenario.name === name)?.notRun
      return reason !== undefined && steps.length > 0 && `${name} was measured then, and was not run now: ${reason}`
    }),
  ]
  return others.filter((sentence) => sentence !== false)
}

/** Why a step of then and the same of now cannot be compared; undefined when they can. */
export function stepRefusal(then: StepResult, now: StepResult): string | undefined {
  if (then.kind !== now.kind || then.pace.kind !== now.pace.kind) return 'another kind of load then than now'
  if (then.connections === now.connections) return undefined
  return `${then.connections} connections then, ${now.connections} now`
}

/** What may make a step another one than it was, as the subject of then and of now shows it. */
export function stepWarnings(
  then: StepResult,
  now: StepResult,
  names: Record<'then' | 'now', { subject: string }>,
): string[] {
  const samples = [then.samples[names.then.subject] ?? [], now.samples[names.now.subject] ?? []]
  const [bytesThen = 0, bytesNow = 0] = samples.map((rounds) =>
    median(rounds.map(({ bytes, answers }) => Math.round(bytes / Math.max(1, answers)))),
  )
  const [secondsThen = 0, secondsNow = 0] = samples.map((rounds) => median(rounds.map(({ seconds }) => seconds)))
  const isTimed = now.pace.kind !== 'once'
  const others: (string | false)[] = [
    isFar(bytesThen, bytesNow, 1.05) && `answers of ${bytesThen} bytes then, of ${bytesNow} now`,
    isTimed &&
      isFar(secondsThen, secondsNow, 1.5) &&
      `rounds of ${secondsThen.toFixed(1)} s then, of ${secondsNow.toFixed(1)} s now`,
  ]
  return others.filter((sentence) => sentence !== false)
}

/** The first server of that role. */
export function ofRole(
  { servers }: Pick<BenchResult, 'servers'>,
  role: MeasuredServer['role'],
): MeasuredServer | undefined {
  return servers.find((server) => server.role === role)
}

function coresText(count: number | undefined): string {
  if (count === undefined) return 'no cores of its own'
  return count === 1 ? '1 core' : `${count} cores`
}

function isFar(a: number, b: number, factor: number): boolean {
  return a > 0 && b > 0 && (a / b > factor || b / a > factor)
}
