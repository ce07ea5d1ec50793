/** Machines on a market line over a Redis of their own, each on a way that can be cut. */
import type { Running } from '../core/lifecycle.ts'
import { createRedis, type RedisLink } from '../core/redis.ts'
import type { Figure, FigureId, MarketChange } from '../market/figure.ts'
import type { MarketLine, Publish } from '../market/line/line.ts'
import type { LineEvent } from '../market/line/line-event.ts'
import { createRedisLine } from '../market/line/redis-line.ts'
import { createCuttable, type Cuttable } from './cuttable.ts'
import { createHeard, type Heard } from './heard.ts'
import { patiently, type TestRedis, withRedis } from './redis.ts'

export const lease = 'enddel:{market_data_stream}:lease'
export const fence = 'enddel:{market_data_stream}:fence'
export const state = 'enddel:{market_data_stream}:state'
export const stream = 'market_data_stream'
export const channel = 'enddel:market'

/** Neither renewed nor asked for again while a test runs. */
export const still = { leaseMs: 600_000, renewMs: 600_000 }

export interface Machine {
  line: MarketLine
  events: Heard<LineEvent>
  /** Of its board. */
  changes: Heard<MarketChange>
  /** What each term may publish by. */
  terms: Heard<Publish>
  /** Polls that were asked to end. */
  ended: Heard<true>
  /** Of its connection: `redis-up`, `redis-down`. */
  told: Heard<string>
  way: Cuttable
  /** Resolves when it leads. */
  leads(): Promise<Publish>
  /** Resolves when its board shows these values. */
  reaches(values: Values): Promise<void>
}

interface MachineOptions {
  lead?: boolean
  leaseMs?: number
  renewMs?: number
  begin?(): void
  end?(): Promise<void>
  /** Called with what Redis answered, before the machine sees it. */
  answered?(reply: unknown): Promise<void>
}

export interface Machines extends TestRedis {
  machine(options?: MachineOptions): Promise<Machine>
}

type Values = Record<FigureId, number>

interface LeaderOptions extends MachineOptions {
  /** What it publishes before the test begins. */
  first?: Values
}

interface Led extends Machines {
  here: Machine
  publish: Publish
}

const firstValues = { fng: 20 }

/** One that leads. */
export function withLeader(options: LeaderOptions, work: (led: Led) => Promise<void>): Promise<void> {
  const { first = firstValues, ...others } = options
  return withMachines(async (machines) => {
    const here = await machines.machine({ ...others, lead: true })
    const publish = await publishing(here, first)
    await work({ ...machines, here, publish })
  })
}

/** One that leads, and one that only shows the same. */
export function withFollower(
  options: LeaderOptions,
  work: (led: Led & { there: Machine }) => Promise<void>,
  linkOptions = patiently,
): Promise<void> {
  const { first = firstValues, ...others } = options
  return withMachines(async (machines) => {
    const here = await machines.machine({ ...others, lead: true })
    const there = await machines.machine()
    const publish = await publishing(here, first)
    await there.reaches(first)
    await work({ ...machines, here, there, publish })
  }, linkOptions)
}

async function publishing({ leads }: Machine, values: Values): Promise<Publish> {
  const publish = await leads()
  await publish(Object.fromEntries(Object.entries(values).map(([id, value]) => [id, figure(value)])))
  return publish
}

export async function withMachines(
  work: (machines: Machines) => Promise<void>,
  linkOptions = patiently,
): Promise<void> {
  await withRedis(async (redis) => {
    const running: Running[] = []
    let epochs = 0
    const newEpoch = () => `epoch${++epochs}`
    async function machine(options: MachineOptions = {}): Promise<Machine> {
      const way = await createCuttable(redis.port)
      const made = createMachine(way, linkOptions, newEpoch, options)
      running.push(made)
      return made
    }

    try {
      await work({ ...redis, machine })
    } finally {
      for (const one of running.reverse()) await one.close()
    }
  })
}

function createMachine(
  way: Cuttable,
  linkOptions: typeof patiently,
  newEpoch: () => string,
  options: MachineOptions,
): Machine & Running {
  const { lead, leaseMs = 5_000, renewMs = 50, begin = () => {}, end = async () => {}, answered } = options
  const told = createHeard<string>()
  const link = createRedis(`redis://127.0.0.1:${way.port}`, ({ type }) => told.add(type), linkOptions)
  const events = createHeard<LineEvent>()
  const changes = createHeard<MarketChange>()
  const terms = createHeard<Publish>()
  const ended = createHeard<true>()
  const run: RedisLink['run'] = async (command) => {
    const reply = await link.run(command)
    await answered?.(reply)
    return reply
  }
  const line = createRedisLine({ run, listen: link.listen }, { newEpoch, leaseMs, renewMs }, events.add)
  line.board.onChange(changes.add)
  const close = () => {
    ended.add(true)
    return end()
  }
  if (lead) {
    line.lead((publish) => {
      begin()
      terms.add(publish)
      return { close }
    })
  }
  return {
    ...{ line, events, changes, terms, ended, told, way },
    async leads() {
      await events.until((items) => items.some((event) => event.type === 'market-leader' && event.is))
      return terms.items.at(-1)!
    },
    reaches: (values) =>
      changes.until(() => Object.entries(values).every(([id, value]) => line.board.get(id)?.value === value)),
    async close() {
      await line.close()
      await link.close()
      await way.close()
    },
  }
}

export function wasLeader({ events }: Machine): boolean[] {
  return events.items.flatMap((event) => (event.type === 'market-leader' ? [event.is] : []))
}

export function hasResigned(events: readonly LineEvent[]): boolean {
  return events.some((event) => event.type === 'market-leader' && !event.is)
}

export function failures({ events }: Machine): string[] {
  return events.items.flatMap((event) =>
    event.type === 'market-line-failed' ? [String((event.error as Error).message)] : [],
  )
}

export function figure(value: number): Figure {
  return { value, at: 1_000, source: 'binance', status: 'live' }
}
