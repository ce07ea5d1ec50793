/** Every scenario of `enddel bench`, in the order in which they run. */
import type { Scenario, Step } from './scenario.ts'

const maxThenRate: readonly Step[] = [
  { kind: 'pages', name: 'max', rounds: 5, connections: 64, pace: { kind: 'max', seconds: 3 } },
  { kind: 'pages', name: '60 % of max', rounds: 3, connections: 64, pace: { kind: 'rate', seconds: 4, ofMax: 0.6 } },
]

export const scenarios = {
  hot: {
    about: 'one page, built and in memory',
    pages: 'one',
    ask: 'browser',
    server: { market: 'off' },
    steps: maxThenRate,
  },
  mix: {
    about: 'pages by their popularity, in all languages and codings',
    pages: 'popular',
    ask: 'mixed',
    server: { market: 'off' },
    steps: maxThenRate,
  },
  revalidate: {
    about: 'a page the client has already: 304',
    pages: 'one',
    ask: 'again',
    server: { market: 'off' },
    steps: maxThenRate,
  },
  cold: {
    about: 'pages that have to be rendered, each once',
    pages: 'all',
    ask: 'browser',
    server: { market: 'off' },
    steps: [
      {
        kind: 'pages',
        name: 'each once',
        rounds: 5,
        connections: 64,
        pace: { kind: 'once', each: 'page' },
        isCold: true,
      },
    ],
  },
  stampede: {
    about: '200 clients at once on a page that has to be rendered: one render',
    pages: 'one',
    ask: 'browser',
    server: { market: 'off' },
    steps: [
      {
        kind: 'pages',
        name: 'together',
        rounds: 7,
        connections: 200,
        pace: { kind: 'once', each: 'connection' },
        isCold: true,
      },
    ],
  },
  ramp: {
    about: 'from 10 to 100 clients, a second each',
    pages: 'popular',
    ask: 'browser',
    server: { market: 'off' },
    steps: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((connections) => ({
      kind: 'pages' as const,
      name: `${connections} clients`,
      rounds: 1,
      connections,
      pace: { kind: 'max' as const, seconds: 1 },
    })),
  },
  sustained: {
    about: '200 clients that do not stop',
    pages: 'popular',
    ask: 'browser',
    server: { market: 'off' },
    steps: [{ kind: 'pages', name: 'max', rounds: 1, connections: 200, pace: { kind: 'max', seconds: 15 } }],
  },
  burst: {
    about: '1,000 clients that come together and ask at once',
    pages: 'popular',
    ask: 'browser',
    server: { market: 'off' },
    steps: [
      { kind: 'pages', name: 'together', rounds: 7, connections: 1000, pace: { kind: 'once', each: 'connection' } },
    ],
  },
  live: {
    about: 'a page with prices, while they change',
    pages: 'live-one',
    ask: 'browser',
    server: { market: 'demo' },
    steps: maxThenRate,
  },
  feed: {
    about: '2,000 clients of the feed: from a price to its receipt',
    pages: 'one',
    ask: 'browser',
    server: { market: 'demo' },
    steps: [{ kind: 'feed', name: 'listening', rounds: 3, clients: 2000, seconds: 5 }],
  },
  both: {
    about: 'pages at a steady rate, without and with 2,000 clients of the feed',
    pages: 'popular',
    ask: 'browser',
    server: { market: 'demo' },
    steps: [
      { kind: 'pages', name: 'pages', rounds: 3, connections: 64, pace: { kind: 'rate', seconds: 4, perSecond: 2000 } },
      {
        kind: 'pages',
        name: 'pages and feed',
        rounds: 3,
        connections: 64,
        pace: { kind: 'rate', seconds: 4, perSecond: 2000 },
        feedClients: 2000,
      },
    ],
  },
  deploy: {
    about: 'a steady rate while another build becomes current, and this one again',
    pages: 'popular',
    ask: 'browser',
    server: { market: 'off' },
    steps: [
      {
        kind: 'pages',
        name: 'two deploys',
        rounds: 1,
        connections: 64,
        pace: { kind: 'rate', seconds: 12, perSecond: 2000 },
        disturb: [
          { after: 0.33, what: 'deploy' },
          { after: 0.67, what: 'deploy' },
        ],
      },
    ],
  },
  chaos: {
    about: 'a steady rate while a worker is killed, Redis is killed and comes back, and providers fail',
    pages: 'popular',
    ask: 'browser',
    server: { market: 'live', workers: 2, redis: true },
    steps: [
      {
        kind: 'pages',
        name: 'killed helpers',
        rounds: 1,
        connections: 64,
        pace: { kind: 'rate', seconds: 15, perSecond: 1000 },
        disturb: [
          { after: 0.2, what: 'kill-worker' },
          { after: 0.4, what: 'kill-redis' },
          { after: 0.6, what: 'start-redis' },
          { after: 0.8, what: 'fail-providers' },
        ],
      },
    ],
  },
} as const satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof scenarios
