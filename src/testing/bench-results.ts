/** Results of `enddel bench` as a run could give them, made from a seed: the same at each call. */
import type { BenchResult, Sample, ScenarioResult, StepResult } from '../bench/bench-result.ts'
import { createHistogram } from '../bench/figures/histogram.ts'

/** enddel, nginx and a node:http server; among the scenarios are one with lost answers, one of the feed and one not run. */
export function benchResult({ scenarios = allScenarios(), ...changes }: Partial<BenchResult> = {}): BenchResult {
  return {
    format: 1,
    version: '0.1.0',
    at: '2026-11-22T18:30:00.000Z',
    command: "enddel bench --vs-cmd 'nginx -c /tmp/nginx.conf' --vs http://127.0.0.1:8081",
    machine: { cpu: 'AMD EPYC 7B13', cores: 2, memoryBytes: 8_324_009_984, os: 'Linux 6.1.0', node: 'v20.20.2' },
    build: { id: '4f2a9c81d0e37b65', pages: 412 },
    engine: 'enddel',
    servers: [
      { name: 'enddel', url: 'http://127.0.0.1:40001', cores: '0', role: 'subject' },
      { name: 'nginx', url: 'http://127.0.0.1:40002', cores: '0', role: 'peer' },
      { name: 'node:http', url: 'http://127.0.0.1:8081', cores: '0', role: 'peer' },
    ],
    scenarios,
    warnings: [],
    isInterrupted: false,
    ...changes,
  }
}

function allScenarios(): ScenarioResult[] {
  return [hot(), mix(), cold(), stampede(), ramp(), feed(), deploy(), chaos()]
}

/** Ended by Ctrl-C in the second round of the first scenario. */
export function interruptedResult(): BenchResult {
  const whole = hot()
  const [max] = whole.steps
  const { enddel = [], nginx = [] } = max!.samples
  const cut = { ...max!, samples: { enddel: enddel.slice(0, 2), nginx: nginx.slice(0, 1) } }
  return benchResult({ scenarios: [{ ...whole, steps: [cut] }], isInterrupted: true })
}

/** One page, at most and at a rate, against both peers. */
export function hot(): ScenarioResult {
  const random = seeded(1)
  return {
    ...named('hot', 'one page, built and in memory'),
    steps: [
      maxStep('max', 64, 5, 3, { enddel: 87_900, nginx: 64_100, 'node:http': 31_200 }, random),
      rateStep('60 % of max', 3, 4, 52_700, { enddel: 420, nginx: 660, 'node:http': 9800 }, random),
    ],
  }
}

function mix(): ScenarioResult {
  const random = seeded(2)
  return {
    ...named('mix', 'pages by their popularity, in all languages and codings'),
    warnings: ['the client was the bottleneck in `max`: its threads were busy for 98 % of the time'],
    steps: [
      maxStep('max', 64, 5, 3, { enddel: 79_300, nginx: 58_800, 'node:http': 27_400 }, random, 0.98),
      rateStep('60 % of max', 3, 4, 47_600, { enddel: 510, nginx: 740, 'node:http': 11_300 }, random),
    ],
  }
}

function cold(): ScenarioResult {
  const random = seeded(3)
  const rounds = times(5, () => ({
    ...sample({ perSecond: vary(random, 640, 0.05), seconds: 0.64, medianUs: 92_000, cpuUs: 1480, random }),
    renders: 412,
  }))
  return {
    ...named('cold', 'pages that have to be rendered, each once'),
    steps: [{ name: 'each once', kind: 'pages', connections: 64, pace: { kind: 'once' }, samples: { enddel: rounds } }],
  }
}

function stampede(): ScenarioResult {
  const random = seeded(4)
  const rounds = times(7, (round) => ({
    ...sample({ perSecond: vary(random, 5200, 0.1), seconds: 0.04, medianUs: 21_000, cpuUs: 160, random }),
    renders: round === 5 ? 2 : 1,
  }))
  return {
    ...named('stampede', '200 clients at once on a page that has to be rendered: one render'),
    problems: ['enddel rendered the page 2 times in round 6 of `together`, where once is enough'],
    steps: [{ name: 'together', kind: 'pages', connections: 200, pace: { kind: 'once' }, samples: { enddel: rounds } }],
  }
}

function ramp(): ScenarioResult {
  const random = seeded(5)
  return {
    ...named('ramp', 'from 10 to 100 clients, a second each'),
    steps: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((clients) => {
      const enddel = 92_000 * (1 - Math.exp(-clients / 14))
      const servers = { enddel, nginx: enddel * 0.74, 'node:http': enddel * 0.35 }
      return maxStep(`${clients} clients`, clients, 1, 1, servers, random)
    }),
  }
}

function feed(): ScenarioResult {
  const random = seeded(6)
  const rounds = times(3, () => {
    const { cpuUsPerAnswer: _, ...others } = sample({ perSecond: 19_800, seconds: 5, medianUs: 3100, cpuUs: 0, random })
    return { ...others, serverCores: 0.31, bytesPerClient: vary(random, 9400, 0.02) }
  })
  return {
    ...named('feed', '2,000 clients of the feed: from a price to its receipt'),
    steps: [
      {
        name: 'listening',
        kind: 'feed',
        connections: 2000,
        pace: { kind: 'feed' },
        seconds: 5,
        samples: { enddel: rounds },
      },
    ],
  }
}

function deploy(): ScenarioResult {
  const random = seeded(7)
  const round = sample({ perSecond: 2000, seconds: 12, medianUs: 310, cpuUs: 14, random })
  return {
    ...named('deploy', 'a steady rate while another build becomes current, and this one again'),
    problems: ['enddel lost 3 answers in `two deploys`'],
    steps: [
      {
        name: 'two deploys',
        kind: 'pages',
        connections: 64,
        pace: { kind: 'rate' },
        seconds: 12,
        samples: {
          enddel: [{ ...round, duePerSecond: 2000, answers: round.asked - 3, lost: 3, serverRssBytes: 171_000_000 }],
        },
      },
    ],
  }
}

function chaos(): ScenarioResult {
  return {
    ...named('chaos', 'a steady rate while a worker is killed, Redis is killed and comes back, and providers fail'),
    notRun: 'redis-server is not installed; `apt install redis-server` brings it',
  }
}

function named(name: string, about: string): ScenarioResult {
  return { name, about, steps: [], problems: [], warnings: [] }
}

/** `perSecond` by server. */
function maxStep(
  name: string,
  connections: number,
  rounds: number,
  seconds: number,
  perSecond: Record<string, number>,
  random: () => number,
  clientBusy = 0.71,
): StepResult {
  const samples = Object.entries(perSecond).map(([server, most]) => [
    server,
    times(rounds, () => {
      const medianUs = (connections / most) * 1e6 * 0.95
      const cpuUs = 980_000 / most
      return sample({ perSecond: vary(random, most, 0.04), seconds, medianUs, cpuUs, random, clientBusy })
    }),
  ])
  return { name, kind: 'pages', connections, pace: { kind: 'max' }, seconds, samples: Object.fromEntries(samples) }
}

/** `medians` are microseconds, by server. */
function rateStep(
  name: string,
  rounds: number,
  seconds: number,
  perSecond: number,
  medians: Record<string, number>,
  random: () => number,
): StepResult {
  const samples = Object.entries(medians).map(([server, medianUs]) => [
    server,
    times(rounds, () => {
      const cpuUs = vary(random, 11 + medianUs / 1000, 0.02)
      return { ...sample({ perSecond, seconds, medianUs, cpuUs, random }), duePerSecond: perSecond, clientLateMs: 0.08 }
    }),
  ])
  return {
    name,
    kind: 'pages',
    connections: 64,
    pace: { kind: 'rate' },
    seconds,
    samples: Object.fromEntries(samples),
  }
}

interface SampleShape {
  perSecond: number
  seconds: number
  medianUs: number
  cpuUs: number
  random: () => number
  clientBusy?: number
}

function sample({ perSecond, seconds, medianUs, cpuUs, random, clientBusy = 0.71 }: SampleShape): Sample {
  const answers = Math.round(perSecond * seconds)
  return {
    seconds,
    asked: answers,
    answers,
    perSecond,
    lost: 0,
    retried: 0,
    wrong: 0,
    checked: Math.ceil(answers / 100),
    bytes: answers * 3316,
    latency: latencies(medianUs, random),
    series: times(Math.floor(seconds), () => Math.round(vary(random, perSecond, 0.05))),
    cpuUsPerAnswer: vary(random, cpuUs, 0.02),
    serverCores: Math.min(0.98, (cpuUs * perSecond) / 1e6),
    serverRssBytes: 164_000_000,
    eventLoopDelayMs: vary(random, 11, 0.1),
    clientBusy,
  }
}

/** A second in which 1,000 answers came, each after a millisecond; other latencies are microseconds. */
export function plainSample(changes: Partial<Sample> = {}, latenciesUs: readonly number[] = [1000]): Sample {
  const histogram = createHistogram()
  for (const us of latenciesUs) histogram.record(us)
  return {
    seconds: 1,
    asked: 1000,
    answers: 1000,
    perSecond: 1000,
    lost: 0,
    retried: 0,
    wrong: 0,
    checked: 10,
    bytes: 3_316_000,
    latency: histogram.encode(),
    series: [1000],
    clientBusy: 0.5,
    ...changes,
  }
}

/** One scenario with one step of these samples, by server; the first server is the subject. */
export function plainResult(samples: Record<string, Sample[]>, step: Partial<StepResult> = {}): BenchResult {
  const servers = Object.keys(samples).map((name, index) => ({
    ...{ name, url: `http://127.0.0.1:${4000 + index}`, cores: '0' },
    role: index === 0 ? ('subject' as const) : ('peer' as const),
  }))
  const one: StepResult = { name: 'max', kind: 'pages', connections: 64, pace: { kind: 'max' }, samples, ...step }
  return benchResult({ servers, scenarios: [{ ...named('hot', 'one page'), steps: [one] }] })
}

/** Some thousands of answers around a median, a few of them much later. */
function latencies(medianUs: number, random: () => number): string {
  const histogram = createHistogram()
  for (let answer = 0; answer < 2_000; answer++) {
    const isLate = random() < 0.004
    histogram.record(
      medianUs * Math.exp((random() + random() + random() - 1.5) * 0.9) * (isLate ? 2 + 9 * random() : 1),
    )
  }
  return histogram.encode()
}

function vary(random: () => number, value: number, share: number): number {
  return value * (1 + share * (2 * random() - 1))
}

function times<Made>(count: number, make: (index: number) => Made): Made[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** A linear congruential generator with the constants of Numerical Recipes: from 0 to 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
