import type { BenchResult, Sample, StepResult } from '../bench/bench-result.ts'
import { createHistogram } from '../bench/figures/histogram.ts'

export interface Simulation {
  seed: number
  rounds?: number
  /** Of the subject: CPU time an answer, which is all it is limited by. */
  us?: number
  /** How fast the machine is today. */
  machine?: number
  /** How much rounds differ, as a standard deviation of logarithms: of both servers alike, and of each by itself. */
  drift?: number
  noise?: number
  /** Between two starts of one server. */
  bias?: number
}

/** A run of `hot` on a machine made of chance, which is the same for the same seed. */
export function simulatedRun(simulation: Simulation): BenchResult {
  const { seed, rounds = 7, us = 25, machine = 1, drift = 0.1, noise = 0.02, bias = 0.01 } = simulation
  const random = seeded(seed)
  const usOf = { subject: us * Math.exp(bias * normal(random)), yardstick: 12 * Math.exp(bias * normal(random)) }
  const max: Record<keyof typeof usOf, Sample[]> = { subject: [], yardstick: [] }
  const rate: Record<keyof typeof usOf, Sample[]> = { subject: [], yardstick: [] }
  for (let round = 0; round < rounds; round++) {
    const speed = machine * Math.exp(drift * normal(random))
    for (const name of ['subject', 'yardstick'] as const) {
      const taken = (usOf[name] / speed) * Math.exp(noise * normal(random))
      max[name].push(sample({ perSecond: 1e6 / taken, cpuUsPerAnswer: taken }))
      // The worst moments come from the machine, and are anything.
      const latencyMs = 3 * Math.exp(normal(random))
      const duePerSecond = Math.round(600_000 / usOf[name])
      rate[name].push(sample({ perSecond: duePerSecond, duePerSecond, latencyMs, cpuUsPerAnswer: taken }))
    }
  }
  return runOf([
    { name: 'max', kind: 'pages', connections: 64, pace: { kind: 'max' }, samples: max },
    { name: '60 % of max', kind: 'pages', connections: 64, pace: { kind: 'rate' }, samples: rate },
  ])
}

/** A run of one scenario of these steps. */
export function runOf(steps: readonly StepResult[], scenario = 'hot'): BenchResult {
  return {
    format: 1,
    version: '0.1.0',
    at: '2026-01-02T03:04:05.678Z',
    command: `enddel bench ${scenario}`,
    machine: { cpu: 'A processor', cores: 4, memoryBytes: 8e9, os: 'Linux 6.1', node: 'v20.20.2' },
    engine: 'enddel',
    servers: [
      { name: 'subject', url: 'http://127.0.0.1:3000/', cores: '0-1', role: 'subject' },
      { name: 'yardstick', url: 'http://127.0.0.1:3001/', cores: '0-1', role: 'yardstick' },
    ],
    scenarios: [{ name: scenario, about: 'one page, built and in memory', steps, problems: [], warnings: [] }],
    warnings: [],
    isInterrupted: false,
  }
}

/** A round of a second with nothing amiss; all its answers took `latencyMs`. */
export function sample({ latencyMs = 1, ...figures }: Partial<Sample> & { latencyMs?: number }): Sample {
  const seconds = figures.seconds ?? 1
  const answers = figures.answers ?? Math.round((figures.perSecond ?? 1) * seconds)
  const histogram = createHistogram()
  histogram.record(latencyMs * 1000)
  const amiss = { lost: 0, retried: 0, wrong: 0 }
  const latency = histogram.encode()
  return {
    ...{ seconds, answers, asked: answers, perSecond: answers / seconds, ...amiss, checked: answers },
    ...{ bytes: answers * 3_000, latency, series: [answers], clientBusy: 0.5 },
    ...figures,
  }
}

/** Marsaglia's xorshift of 32 bits. */
function seeded(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b1 || 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return ((state >>> 0) + 0.5) / 2 ** 32
  }
  for (let turn = 0; turn < 10; turn++) next()
  return next
}

/** Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
}
