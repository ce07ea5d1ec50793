/** What a scenario is. All of them are data, in scenarios.ts; run.ts goes through their steps. */

export interface Scenario {
  /** One line: what it tells. */
  about: string
  pages: PageChoice
  /** How they are asked for. */
  ask: AskStyle
  /** How `enddel serve` is started for it; a scenario that says more than the market cannot be run with --url. */
  server: ServerNeeds
  steps: readonly Step[]
}

/** `one`: the most popular page; `popular`: many, by their popularity; `all`: as many as there are, up to a bound, each once. */
export type PageChoice = 'one' | 'live-one' | 'popular' | 'all'

/** `browser`: as a browser does; `mixed`: with several codings; `again`: with the ETag of a page that is there already. */
export type AskStyle = 'browser' | 'mixed' | 'again'

export interface ServerNeeds {
  /** `live` has providers of the bench's own, which can fail. */
  market: 'off' | 'demo' | 'live'
  /** Processes at least. */
  workers?: number
  /** A Redis of the bench's own, which can be killed. */
  redis?: boolean
}

export type Step = PageStep | FeedStep

interface Common {
  name: string
  rounds: number
}

/** Pages are asked for. */
export interface PageStep extends Common {
  kind: 'pages'
  connections: number
  pace: StepPace
  /** All pages are made invalid, hard, before each round: each has to be rendered once. */
  isCold?: boolean
  /** So many clients of the feed listen meanwhile. */
  feedClients?: number
  /** What happens meanwhile, each after that share of the time. */
  disturb?: readonly { after: number; what: Disturbance }[]
}

/**
 * `max`: each connection asks again once it has its answer (closed model). `rate`: at fixed times, whether answers come or
 * not (open model), a share of the server's own `max` before it in the same scenario, or so many a second. `once`: each page
 * is asked for once, or each connection asks once, all at the same moment.
 */
export type StepPace =
  | { kind: 'max'; seconds: number }
  | { kind: 'rate'; seconds: number; ofMax: number }
  | { kind: 'rate'; seconds: number; perSecond: number }
  | { kind: 'once'; each: 'page' | 'connection' }

/** Clients of the feed alone. */
export interface FeedStep extends Common {
  kind: 'feed'
  clients: number
  seconds: number
}

export type Disturbance = 'deploy' | 'kill-worker' | 'kill-redis' | 'start-redis' | 'fail-providers'
