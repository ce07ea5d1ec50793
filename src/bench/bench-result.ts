/** What a run found out: what --json prints and --save writes. Plain data. */

export interface BenchResult {
  format: 1
  version: string
  /** ISO 8601. */
  at: string
  command: string
  machine: Machine
  /** Of enddel's own build, when it was measured. */
  build?: { id: string; pages: number }
  /** What makes the load. */
  engine: 'enddel' | 'wrk'
  /** The measured one first. */
  servers: readonly MeasuredServer[]
  scenarios: readonly ScenarioResult[]
  /** Of the run as a whole, such as a client and a server that share cores. */
  warnings: readonly string[]
  /** It was ended before its end; the figures are those until then. */
  isInterrupted: boolean
}

export interface Machine {
  cpu: string
  cores: number
  memoryBytes: number
  os: string
  node: string
}

export interface MeasuredServer {
  name: string
  url: string
  /** As taskset takes them; undefined when it is not kept to any. */
  cores?: string
  role: 'subject' | 'peer' | 'yardstick'
}

export interface ScenarioResult {
  name: string
  about: string
  /** Why it was not run. */
  notRun?: string
  steps: readonly StepResult[]
  /** What makes the run fail: wrong bytes, lost answers, more renders than pages. */
  problems: readonly string[]
  warnings: readonly string[]
}

export interface StepResult {
  name: string
  kind: 'pages' | 'feed'
  /** Open connections, or clients of the feed. */
  connections: number
  pace: { kind: 'max' | 'rate' | 'once' | 'feed' }
  /** Of each round; undefined for what ends by itself. */
  seconds?: number
  /** By the server's name, one for each round. Rounds alternate between servers. */
  samples: Readonly<Record<string, readonly Sample[]>>
}

/** One server in one round. */
export interface Sample {
  seconds: number
  asked: number
  /** Answers, or messages of the feed. */
  answers: number
  perSecond: number
  /** Requests that were due each second; open model only. */
  duePerSecond?: number
  lost: number
  retried: number
  wrong: number
  checked: number
  bytes: number
  /** A compressed HDR histogram of microseconds in base 64: of answers, or from a figure's time to its receipt. */
  latency: string
  /** Answers in each whole second. */
  series: readonly number[]
  /** Of the server with all its processes; undefined where /proc does not tell. */
  cpuUsPerAnswer?: number
  /** Cores the server used. */
  serverCores?: number
  serverRssBytes?: number
  /** Of the server, as its metrics tell. */
  eventLoopDelayMs?: number
  /** Pages it rendered, as its metrics tell. */
  renders?: number
  /** Of the feed: what a client costs the server. */
  bytesPerClient?: number
  /** Share of the time in which the busiest client thread was not waiting. */
  clientBusy: number
  /** 99th percentile of what the client itself sent too late; open model only. */
  clientLateMs?: number
}
