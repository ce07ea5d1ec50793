import { basename } from 'node:path'
import type { BenchOptions, Overrides, Peer } from '../bench/bench-options.ts'
import { type ScenarioName, scenarios } from '../bench/scenarios.ts'
import { closest } from '../core/closest.ts'
import { EnddelError } from '../core/errors.ts'
import { between, oneOf, wholeNumber } from '../core/setting-values.ts'

export interface BenchFlags {
  list: boolean
  out: string
  url?: string
  path: string[]
  vs: string[]
  vsCmd: string[]
  allowRemote: string[]
  connections?: string
  seconds?: string
  rounds?: string
  rate?: string
  threads: string
  workers?: string
  engine: string
  save?: string
  compare?: string
  tolerance: string
  json: boolean
  markdown: boolean
  html?: string
}

/** What is run when nothing is named: what a change of code or configuration moves first. */
const standard: readonly ScenarioName[] = ['hot', 'mix', 'cold']

export const scenarioNames = Object.keys(scenarios) as ScenarioName[]

/** Checks what the command line says, before anything is started; the error names the flag and what to give. */
export function readBenchFlags(names: readonly string[], flags: BenchFlags): Omit<BenchOptions, FromElsewhere> {
  const allowed = flags.allowRemote
  return {
    scenarios: chosenScenarios(names),
    out: flags.out,
    url: flags.url === undefined ? undefined : serverAddress('--url', flags.url, allowed),
    paths: flags.path.map(checkedPath),
    peers: named([...flags.vs.map((text) => peerAt(text, allowed)), ...flags.vsCmd.map(peerCommand)]),
    hasYardstick: flags.save !== undefined || flags.compare !== undefined,
    engine: oneOf('enddel', 'wrk')('--engine', flags.engine),
    threads: wholeNumber('--threads', flags.threads, 1, 64),
    workers: flags.workers === undefined ? undefined : wholeNumber('--workers', flags.workers, 1, 256),
    overrides: overridesOf(flags),
  }
}

type FromElsewhere = 'enddel' | 'secret' | 'env' | 'command'

/** `5%` as 0.05. */
export function readTolerance(text: string): number {
  const value = Number(/^(\d{1,2}(?:\.\d+)?) ?%$/.exec(text)?.[1] ?? 'NaN') / 100
  if (value > 0 && value <= 0.5) return value
  throw wrong('--tolerance', text, 'give a percentage up to 50, such as 5%')
}

function chosenScenarios(names: readonly string[]): readonly ScenarioName[] {
  if (names.length === 0) return standard
  if (names.includes('all')) return scenarioNames
  for (const name of names) if (!Object.hasOwn(scenarios, name)) throw unknownScenario(name)
  return scenarioNames.filter((name) => names.includes(name))
}

function unknownScenario(name: string): EnddelError {
  const meant = closest(name, [...scenarioNames, 'all'])
  return new EnddelError('E_USAGE', `there is no scenario "${name}"`, {
    hint: `${meant ? `did you mean ${meant}? ` : ''}there are ${scenarioNames.join(', ')}, and all`,
  })
}

const ranges = {
  connections: between(1, 50_000),
  seconds: between(1, 3_600),
  rounds: between(1, 100),
  rate: between(1, 1_000_000),
}

function overridesOf({ connections, seconds, rounds, rate }: BenchFlags): Overrides {
  return {
    ...(connections !== undefined && { connections: ranges.connections('--connections', connections) }),
    ...(seconds !== undefined && { seconds: ranges.seconds('--seconds', seconds) }),
    ...(rounds !== undefined && { rounds: ranges.rounds('--rounds', rounds) }),
    ...(rate !== undefined && { perSecond: ranges.rate('--rate', rate) }),
  }
}

/** Load goes to this machine, and elsewhere only where that was said: it could be an attack. */
function serverAddress(flag: string, text: string, allowed: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash || url.pathname !== '/') {
    throw wrong(flag, text, 'give scheme, host and port, such as http://127.0.0.1:3000; paths go to --path')
  }
  if (isLoopback(url.hostname) || allowed.includes(url.hostname)) return url
  throw new EnddelError('E_USAGE', `${flag}: ${url.hostname} is another machine`, {
    hint: `say --allow-remote ${url.hostname} if it is yours to load`,
  })
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function checkedPath(text: string): string {
  if (/^\/[\x21-\x7e]*$/.test(text) && !text.includes('#')) return text
  throw wrong('--path', text, 'give a path as it is sent, such as /en/report/1')
}

function peerAt(text: string, allowed: readonly string[]): Peer {
  const [, name, address = ''] = /^(?:([a-z][\w .-]*)=)?(.*)$/.exec(text) ?? []
  const url = serverAddress('--vs', address, allowed)
  return { name: name ?? url.host, url }
}

function peerCommand(text: string): Peer {
  // A variable before a command is written in capitals.
  const [, name, command = ''] = /^(?:([a-z][\w .-]*)=)?\s*(.*)$/s.exec(text) ?? []
  if (command === '') throw wrong('--vs-cmd', text, "give a command line, such as 'nginx -c /etc/nginx/bench.conf'")
  return { name: name ?? basename(command.split(' ')[0]!), command }
}

/** Names tell servers apart. */
function named(peers: readonly Peer[]): readonly Peer[] {
  const taken = ['enddel', 'the server', 'yardstick', ...peers.map(({ name }) => name)]
  const twice = peers.find(({ name }) => taken.filter((other) => other === name).length > 1)
  if (!twice) return peers
  throw wrong('--vs', twice.name, 'give each server a name of its own: NAME=http://... or NAME=COMMAND')
}

function wrong(name: string, text: string, hint: string): EnddelError {
  return new EnddelError('E_USAGE', `${name} is "${text}"`, { hint })
}
