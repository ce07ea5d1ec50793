import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../../core/errors.ts'
import { withFeed } from '../../testing/feed-serving.ts'
import { countOf } from '../figures/histogram.ts'
import { type FeedClients, openFeedClients } from './feed-load.ts'
import type { FeedPlan, FeedResult } from './feed-plan.ts'

const load = suite('bench/feed/feed-load')

load('connects clients in several threads, and counts what they are told', () =>
  withFeed({}, async ({ url, feed, change }) => {
    const seconds: number[] = []
    const stop = new AbortController()
    const onSecond = (messages: number) => {
      seconds.push(messages)
      stop.abort()
    }
    const clients = await openFeedClients(planOf(url, { clients: 5, threads: 2 }), { onSecond })
    const changing = setInterval(() => change({ 'BTC.price': Math.random() }), 20)

    const [connected, result] = [feed.clients(), await clients.measure(60, stop.signal)]

    clearInterval(changing)
    await clients.close()
    assert.is(clients.connected, 5)
    assert.is(connected, 5)
    assert.is(result.clients, 5)
    assert.equal([result.lost, result.wrong, result.problems], [0, 0, []])
    assert.ok(result.messages >= seconds[0]! && seconds[0]! > 0)
    assert.is(countOf(result.delay), result.messages)
    assert.ok(result.bytes > result.messages * 50)
    assert.equal(result.perSecond.slice(0, 1), seconds.slice(0, 1))
    assert.ok(result.seconds >= 0.99 && result.busy > 0 && result.busy <= 1)
  }),
)

load('follows a feed into another epoch', () =>
  withFeed({}, async ({ url, change, begin }) => {
    change({ 'BTC.price': 1 })
    const clients = await openFeedClients(planOf(url, { clients: 4, threads: 2 }), {})

    begin('e2', { 'BTC.price': 2 })
    change({ 'BTC.price': 3 })
    const result = await measured(clients)

    assert.equal([result.lost, result.wrong, result.problems], [0, 0, []])
  }),
)

load('answers pings, so that one with much to read is held for a moment only', () =>
  withFeed({ windowBytes: 1_000 }, async ({ url, events, change }) => {
    const clients = await openFeedClients(planOf(url, { clients: 1 }), {})

    for (let round = 0; round < 30; round++) {
      const flushes = events.items.filter(({ type }) => type === 'flushed').length
      change({ 'BTC.price': round, 'BTC.name': 'x'.repeat(900) })
      await events.until((heard) => heard.filter(({ type }) => type === 'flushed').length > flushes)
    }
    const result = await measured(clients)

    assert.ok(events.items.some(({ type }) => type === 'held'))
    assert.equal([result.lost, result.wrong, result.problems], [0, 0, []])
  }),
)

load('may be measured again, and tells each loss once', () =>
  withFeed({}, async ({ url, sockets }) => {
    const clients = await openFeedClients(planOf(url, { clients: 3 }), {})

    sockets[0]!.destroy()
    const results = [await clients.measure(0.1, never()), await clients.measure(0.1, never())]

    await clients.close()
    assert.equal(
      results.map(({ lost }) => lost),
      [1, 0],
    )
    assert.is(results[1]!.clients, 2)
  }),
)

load('says goodbye to the server, as often as it is told to close', () =>
  withFeed({}, async ({ url, events }) => {
    const clients = await openFeedClients(planOf(url, { clients: 3, threads: 2 }), {})

    await Promise.all([clients.close(), clients.close()])

    const ends = () => events.items.flatMap((event) => (event.type === 'closed' && 'code' in event ? [event.code] : []))
    await events.until(() => ends().length === 3)
    assert.equal(ends(), [1000, 1000, 1000])
  }),
)

load('says how many clients a server takes of one address, and leaves none behind', () =>
  withFeed({ maxPerAddress: 7 }, async ({ url, events }) => {
    const error = await failureOf(planOf(url, { clients: 20, threads: 2 }))

    assert.is(error.code, 'E_BENCH_FEED')
    assert.match(error.message, /^7 of 20 clients of ws:\S+\/ws connected; the server answered 429 .*Retry-After: 60$/)
    assert.match(error.hint ?? '', /FEED_CLIENTS_PER_ADDRESS=20/)
    await events.until((heard) => heard.filter(({ type }) => type === 'closed').length === 7)
  }),
)

load('says how many clients a server takes in all', () =>
  withFeed({ maxClients: 3 }, async ({ url }) => {
    const error = await failureOf(planOf(url, { clients: 4 }))

    assert.match(error.message, /^3 of 4 .*503/)
    assert.match(error.hint ?? '', /FEED_CLIENTS=4/)
  }),
)

load('passes on what the feed says to topics that are none', () =>
  withFeed({}, async ({ url }) => {
    const error = await failureOf(planOf(url, { topics: ['!'] }))

    assert.match(error.message, /the feed says INVALID_TOPIC/)
  }),
)

function planOf(url: string, plan: Partial<FeedPlan>): FeedPlan {
  const { hostname, port } = new URL(url)
  const server = { hostname, port: Number(port) }
  return { server, clients: 2, threads: 1, topics: ['BTC'], timeoutMs: 10_000, ...plan }
}

/** What went wrong until now, with all that is on its way. */
async function measured(clients: FeedClients): Promise<FeedResult> {
  try {
    return await clients.measure(0.1, never())
  } finally {
    await clients.close()
  }
}

function never(): AbortSignal {
  return new AbortController().signal
}

async function failureOf(plan: FeedPlan): Promise<EnddelError> {
  const clients = await openFeedClients(plan, {}).catch((error: unknown) => error as EnddelError)
  if (clients instanceof EnddelError) return clients
  await clients.close()
  throw new Error('they were all let in')
}

load.run()
