import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type FeedServed, withFeed } from '../testing/feed-serving.ts'
import { createHeard, type Heard } from '../testing/heard.ts'

const streams = suite('realtime/events-stream')

interface Block {
  id?: string
  event?: string
  data?: string
}

interface Stream {
  response: IncomingMessage
  blocks: Heard<Block>
  event(name: string, count?: number): Promise<Block>
}

/** More than the kernel takes for a client that does not read. */
const tooMuch = 'x'.repeat(1 << 24)

async function listen({ url }: FeedServed, query: string, headers: Record<string, string> = {}): Promise<Stream> {
  const [response] = (await once(get(`${url}/events?${query}`, { headers, agent: false }), 'response')) as [
    IncomingMessage,
  ]
  const blocks = createHeard<Block>()
  let text = ''
  response.on('error', () => {})
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (text + chunk).split('\n\n')
    text = parts.pop()!
    for (const part of parts) blocks.add(readBlock(part))
  })
  const named = (name: string) => blocks.items.filter(({ event }) => event === name)
  return {
    response,
    blocks,
    async event(name, count = 1) {
      await blocks.until(() => named(name).length >= count)
      return named(name)[count - 1]!
    },
  }
}

function readBlock(part: string): Block {
  const lines = part.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line) ?? [])
  return Object.fromEntries(lines.map(([, name, value]) => [name, value]))
}

streams('begin with a welcome and a snapshot, and go on with what changes', async () => {
  await withFeed({ parts: { now: () => 5 } }, async (served) => {
    served.change({ 'BTC.price': 1 })
    const stream = await listen(served, 'topics=BTC.price,fng')
    await stream.event('snapshot')
    served.change({ 'BTC.price': 2, 'ETH.price': 3 })
    const delta = await stream.event('delta')

    const { welcome, snapshot } = Object.fromEntries(stream.blocks.items.map((block) => [block.event, block]))
    assert.is(JSON.parse(welcome!.data!).build, 'b1')
    assert.is(snapshot!.id, 'e1.2')
    const before = { type: 'snapshot', epoch: 'e1', seq: 2, time: 5, figures: { 'BTC.price': [1, 2, 'demo', 'live'] } }
    assert.equal(JSON.parse(snapshot!.data!), before)
    assert.is(delta.id, 'e1.3')
    const after = { type: 'delta', epoch: 'e1', seq: 3, figures: { 'BTC.price': [2, 3, 'demo', 'live'] } }
    assert.equal(JSON.parse(delta.data!), after)
    assert.equal(stream.blocks.items[0], { retry: '3000' })
    stream.response.destroy()
  })
})

streams('are neither stored nor kept back nor taken for anything else', async () => {
  await withFeed({}, async (served) => {
    const { response } = await listen(served, 'topics=market')

    const { 'content-type': type, 'cache-control': cache, 'x-accel-buffering': buffering } = response.headers
    assert.equal([response.statusCode, type, cache, buffering], [200, 'text/event-stream', 'no-store', 'no'])
    assert.is(response.headers['x-content-type-options'], 'nosniff')
    response.destroy()
  })
})

streams('resume from the address, or from the last event, which is newer', async () => {
  await withFeed({}, async (served) => {
    for (const price of [1, 2, 3]) served.change({ [`${['BTC', 'ETH', 'ADA'][price - 1]}.price`]: price })
    const ofAddress = await listen(served, 'topics=market&epoch=e1&seq=2')
    const ofLast = await listen(served, 'topics=market&epoch=e1&seq=2', { 'Last-Event-ID': 'e1.3' })
    const ofOther = await listen(served, 'topics=market&epoch=e1&seq=2', { 'Last-Event-ID': 'e0.3' })

    const keys = async ({ event }: Stream, name: string) => Object.keys(JSON.parse((await event(name)).data!).figures)
    assert.equal(await keys(ofAddress, 'delta'), ['ETH.price', 'ADA.price'])
    assert.equal(await keys(ofLast, 'delta'), ['ADA.price'])
    assert.is((await keys(ofOther, 'snapshot')).length, 3)
    for (const { response } of [ofAddress, ofLast, ofOther]) response.destroy()
  })
})

streams('carry reports and builds', async () => {
  await withFeed({}, async (served) => {
    const stream = await listen(served, 'topics=reports,build')
    await stream.event('snapshot')
    served.feed.announce({ type: 'report', id: 8, time: 1 })

    const { id, data } = await stream.event('report')
    assert.equal([id, JSON.parse(data!)], [undefined, { type: 'report', id: 8, time: 1 }])
    stream.response.destroy()
  })
})

streams('have a pong now and then, which a page can see', async () => {
  await withFeed({ heartbeatMs: 20 }, async (served) => {
    const { blocks, response } = await listen(served, 'topics=market')
    await blocks.until((all) => all.filter(({ event }) => event === 'pong').length >= 3)

    assert.is(served.feed.clients(), 1)
    response.destroy()
  })
})

streams('that are read slowly get the last of everything when they are read again', async () => {
  await withFeed({}, async (served) => {
    const stream = await listen(served, 'topics=market')
    await stream.event('snapshot')
    stream.response.pause()
    await flushed(served, { 'BTC.note': tooMuch })
    for (let at = 1; at <= 10; at++) await flushed(served, { 'BTC.note': at, 'BTC.price': at })
    stream.response.resume()
    const { data } = await stream.event('delta', 2)

    const last = JSON.parse(data!)
    assert.equal([last.seq, last.figures['BTC.note'][0], last.figures['BTC.price'][0]], [12, 10, 10])
    stream.response.destroy()
  })
})

streams('that are never read are cut', async () => {
  await withFeed({ heartbeatMs: 40, slowMs: 80 }, async (served) => {
    const stream = await listen(served, 'topics=market')
    await stream.event('snapshot')
    stream.response.pause()
    await flushed(served, { 'BTC.note': tooMuch })
    await served.events.until((all) => all.some(({ type }) => type === 'closed'))

    assert.ok(served.events.items.some((event) => event.type === 'cut' && event.reason === 'slow'))
    assert.is(served.feed.clients(), 0)
  })
})

streams('are refused when the question is wrong', async () => {
  await withFeed({}, async ({ url }) => {
    const statusOf = async (query: string, init?: RequestInit) => (await fetch(`${url}/events${query}`, init)).status

    assert.is(await statusOf(''), 400)
    assert.is(await statusOf('?topics='), 400)
    assert.is(await statusOf('?topics=no%20topic'), 400)
    assert.is(await statusOf(`?topics=${Array.from({ length: 129 }, (_, at) => `X${at}`)}`), 400)
    assert.is(await statusOf('?topics=market', { method: 'POST' }), 405)
    assert.is(await statusOf('?topics=market', { headers: { Origin: 'https://evil.example' } }), 403)
  })
})

streams('end when the server does', async () => {
  await withFeed({}, async (served) => {
    const { response } = await listen(served, 'topics=market')
    const ended = once(response, 'end')
    await served.feed.close()

    await ended
    assert.is(served.feed.clients(), 0)
  })
})

/** Changes figures and resolves when they were sent. */
async function flushed({ change, events }: FeedServed, values: Record<string, number | string>): Promise<void> {
  const count = () => events.items.filter(({ type }) => type === 'flushed').length
  const before = count()
  change(values)
  await events.until(() => count() > before)
}

streams.run()
