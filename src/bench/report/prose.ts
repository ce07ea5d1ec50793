/** Sentences that all outputs share. */
import type { BenchResult, ScenarioResult, StepResult } from '../bench-result.ts'
import { shownServers } from './rows.ts'
import { count, moment, rate } from './units.ts'

/** What was measured, when, by what and on which machine. */
export function aboutRun(result: BenchResult): string[] {
  const { at, build, engine, isInterrupted, machine, version } = result
  const memory = Math.round(machine.memoryBytes / 1024 ** 3)
  const of = build ? ` on build ${build.id.slice(0, 12)} with ${pages(build.pages)}` : ''
  return [
    `Measured ${moment(at)} with enddel ${version}${of}. The load came from ${engines[engine]}.`,
    `The machine: ${machine.cpu}, ${machine.cores} ${machine.cores === 1 ? 'core' : 'cores'}, ${memory} GiB, ${machine.os}, Node ${machine.node}.`,
    serversOf(result),
    ...(isInterrupted ? ['The run was ended before its end: these are the figures until then.'] : []),
  ]
}

const engines = { enddel: "enddel's own client", wrk: 'wrk, which is closed-loop' } as const

function serversOf(result: BenchResult): string {
  const told = shownServers(result).map(({ name, url, cores }) => `${name} at ${url}${onCores(cores)}`)
  return `Servers: ${told.join('; ')}.`
}

function onCores(cores: string | undefined): string {
  if (!cores) return ''
  return ` on ${/[,-]/.test(cores) ? 'cores' : 'core'} ${cores}`
}

function pages(number: number): string {
  return number === 1 ? 'one page' : `${count(number)} pages`
}

/** How a scenario asks, such as `max: 64 connections, as fast as answers come, 5 rounds of 3 s`. */
export function howAsked({ steps }: ScenarioResult): string {
  const told = steps.length > mostSteps ? [steps[0]!, steps.at(-1)!] : steps
  const joint = steps.length > mostSteps ? ' … ' : '; '
  return told.map(howStep).join(joint)
}

const mostSteps = 3

function howStep(step: StepResult): string {
  const rounds = Math.max(0, ...Object.values(step.samples).map((samples) => samples.length))
  const times = rounds === 1 ? 'one round' : `${rounds} rounds`
  const long = step.seconds === undefined ? '' : ` of ${step.seconds} s`
  const who = `${count(step.connections)} ${step.kind === 'feed' ? 'clients of the feed' : 'connections'}`
  return `${step.name}: ${[who, paceOf(step), `${times}${long}`].filter(Boolean).join(', ')}`
}

function paceOf({ pace: { kind }, samples }: StepResult): string {
  switch (kind) {
    case 'max':
      return 'each asks again once it is answered'
    case 'rate':
      return dueOf(samples)
    case 'once':
      return 'each request once'
    case 'feed':
      return ''
    default:
      return kind satisfies never
  }
}

function dueOf(samples: StepResult['samples']): string {
  const due = Object.entries(samples).flatMap(([name, [sample]]) =>
    sample?.duePerSecond === undefined ? [] : [{ name, perSecond: rate(sample.duePerSecond) }],
  )
  const rates = new Set(due.map(({ perSecond }) => perSecond))
  if (rates.size === 1) return `${due[0]!.perSecond} requests due a second`
  return `requests due a second: ${due.map(({ name, perSecond }) => `${perSecond} of ${name}`).join(', ')}`
}

/** How figures and ratios are made; the part on ratios only where there is a peer. */
export function howMade(result: BenchResult): string[] {
  const subject = result.servers.find(({ role }) => role === 'subject')?.name
  const hasPeer = result.servers.some(({ role }) => role === 'peer')
  return [
    'Figures are medians of the rounds; percentiles are of the answers of all rounds together. At a rate, a latency runs from the moment the request was due, so waiting counts.',
    "CPU µs is what the server's processes used for one answer, loop ms the 99th percentile of its event loop's delay.",
    ...(hasPeer
      ? [
          `At full speed servers take turns of 20 ms within a round, otherwise they take turns by rounds. Ratios are ${subject}'s figure divided by the other server's, with its 95 % confidence interval (Student's t on the differences of logarithms, round by round). For requests/s above 1 is better, for latency and CPU below 1; unsure is said where the interval holds 1.`,
        ]
      : []),
  ]
}

/** `chaos: redis-server is not installed`, for each scenario that was not run. */
export function notRun({ scenarios }: BenchResult): { name: string; why: string }[] {
  return scenarios.flatMap(({ name, notRun: why }) => (why === undefined ? [] : [{ name, why }]))
}
