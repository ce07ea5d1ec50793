import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../market/board.ts'
import type { CacheEvent } from '../cache/cache-event.ts'
import { createInvalidated } from '../cache/invalidated.ts'
import { createLocalLeases } from '../cache/local-leases.ts'
import { getBytes } from '../testing/http-get.ts'
import { createMapTier, type MapTier } from '../testing/map-tier.ts'
import { withMovedClock } from '../testing/moved-clock.ts'
import { RawClient } from '../testing/raw-client.ts'
import { rawStatus, type Served, serveOptions, withServer } from '../testing/serving.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { createThings, thingLifetime, type Things, thingsOut } from '../testing/things.ts'
import { createPageCache } from './page-cache.ts'
import { ReadyPage } from './ready-page.ts'
import type { ServeOptions } from './server.ts'

const pages = suite('serve/page-cache')

const place = { build: 'b1', address: '/vi/giá', names: ['/vi/giá', '/giá'] }
const begin = 1_800_000_000_000

function createTested(shared: MapTier) {
  const events: CacheEvent[] = []
  const parts = { board: createBoard(), maxEntries: 10, maxBytes: 100_000, leases: createLocalLeases(), leaseMs: 1_000 }
  const cache = createPageCache(
    { ...parts, shared, invalidated: createInvalidated(), now: () => begin, random: () => 1 },
    (event) => events.push(event),
  )
  return { cache, events }
}

const bytes = {
  status: 200,
  html: Buffer.from('<h1>Giá</h1>'),
  br: Buffer.from([0, 255, 1]),
  hash: 'abc',
  csp: "default-src 'self'",
  freshness: thingLifetime,
}

const make = async () => ({
  kept: true as const,
  create: (life: { madeAt: number; freshUntil: number }) => new ReadyPage(place.address, bytes, createBoard(), life),
  lifetime: thingLifetime,
  tags: ['giá'],
})

const failing = () => Promise.reject(new Error('boom'))

pages('come back from a shared tier as they were, with the life they had', async () => {
  const shared = createMapTier()
  const one = createTested(shared)
  const made = await one.cache.get(place, make)
  await one.cache.close()

  const found = await createTested(shared).cache.get(place, failing)

  if (made.kind !== 'made' || found.kind !== 'item') throw new Error('not found')
  const { value, ...life } = found.item
  const { html, br, ...rest } = value.page
  assert.equal(life, { madeAt: begin, lifetime: { ...thingLifetime, freshForMs: 54_000 }, tags: ['giá'], version: 0 })
  assert.equal([Buffer.from(html), Buffer.from(br!)], [bytes.html, bytes.br])
  assert.equal(rest, { status: 200, hash: 'abc', csp: "default-src 'self'", freshness: thingLifetime })
  assert.equal([value.address, value.madeAt, value.freshUntil], ['/vi/giá', begin, begin + 54_000])
  assert.equal(value.variant('br')?.headers, made.item.value.variant('br')?.headers)
})

pages('are made anew where a shared tier has something else under their name', async () => {
  const good = { address: place.address, hash: 'abc', csp: '', freshness: thingLifetime }
  const { html, br } = bytes
  const entries = [
    { bodies: { html, br }, meta: null },
    { bodies: { html, br }, meta: { ...good, hash: 1 } },
    { bodies: { html, br }, meta: { ...good, freshness: { ...thingLifetime, freshForMs: -1 } } },
    { bodies: { html, br }, meta: { ...good, more: 1 } },
    { bodies: { html }, meta: good },
    { bodies: { br }, meta: good },
  ]
  for (const entry of entries) {
    const shared = createMapTier()
    await shared.write(place, { ...entry, madeAt: begin, lifetime: thingLifetime, tags: [], version: 0 })
    const { cache, events } = createTested(shared)

    const found = await cache.get(place, make)
    await cache.close()

    assert.is(found.kind, 'made', JSON.stringify(entry.meta))
    assert.is(events[0]?.type, 'tier-failed')
  }
})

interface Site {
  out: string
  things: Things
  serve(options: Partial<ServeOptions>, work: (served: Served) => Promise<void>): Promise<void>
}

/** The site of things in a folder of its own. */
function withSite(work: (site: Site) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const out = join(folder, 'out')
    await cp(await thingsOut(), out, { recursive: true })
    await work({ out, things: createThings(), serve: (options, serving) => withServer(out, options, serving) })
  })
}

const secret = 'a secret of thirty-two characters'

async function invalidate(url: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${secret}` }
  const { ok } = await fetch(`${url}/internal/cache/invalidate`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  assert.ok(ok)
}

async function heading(url: string): Promise<string> {
  const { text, headers } = await getBytes(url, {})
  return `${/<h1[^>]*>([^<]*)/.exec(text)?.[1]}, ${headers['cache-status']}`
}

/** A clock that is moved on must not cut a client. */
const patient = { ...serveOptions.wire, headMs: 3_600_000, idleMs: 3_600_000, writeMs: 3_600_000 }

/** What the wire sends for it, or node where the wire does not know it. */
async function rawAnswer(url: string, target: string): Promise<string> {
  const client = await RawClient.connect(url)
  await client.send(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`).answers(1)
  client.socket.destroy()
  return client.received
}

/** Asks until the answer is as wanted: the wire looks at the clock now and then. */
async function rawUntil(url: string, target: string, isWanted: (answer: string) => boolean): Promise<string> {
  for (let times = 0; times < 5_000; times++) {
    const answer = await rawAnswer(url, target)
    if (isWanted(answer)) return answer
  }
  throw new Error('asked in vain')
}

pages('are answered by the wire once they are popular, with their age, until they are fresh no longer', () =>
  withMovedClock((move) =>
    withSite(({ serve, things }) =>
      serve({ wire: patient }, async ({ url, events }) => {
        for (let times = 0; times < 3; times++) await getBytes(`${url}/vi/thing/x`, {})
        things.load = () => 'newer'

        const young = await rawAnswer(url, '/vi/thing/x')
        move(42_000)
        const old = await rawUntil(url, '/vi/thing/x', (answer) => !/\r\nAge: 0\r\n/.test(answer))
        move(20_000)
        const stale = await rawUntil(url, '/vi/thing/x', (answer) => !/\r\nCache-Status: enddel; hit\r\n/.test(answer))
        const renewed = await rawUntil(url, '/vi/thing/x', (answer) => !answer.includes('ttl='))

        const ofTheWire = /^HTTP\/1\.1 200 OK\r\nDate: [^\r]+\r\nAge: (\d+)\r\n/
        assert.is(ofTheWire.exec(young)?.[1], '0')
        assert.is(ofTheWire.exec(old)?.[1], '42')
        assert.match(old, '\r\nCache-Status: enddel; hit\r\n')
        assert.match(stale, /\r\nAge: 62\r\nCache-Status: enddel; hit; ttl=-\d\r\nServer-Timing: memory;dur=/)
        assert.match(renewed, /\r\nAge: 0\r\n/)
        assert.equal(events.filter(({ type }) => type === 'rendered').length, 2)
      }),
    ),
  ),
)

pages('survive a restart of the server on the disk, with their age', () =>
  withMovedClock((move) =>
    withSite(async ({ serve }) => {
      const disk = { diskCacheBytes: 1024 * 1024 }
      await serve(disk, async ({ url }) => {
        await getBytes(`${url}/vi/thing/x`, {})
      })

      move(10_000)
      await serve(disk, async ({ url, events }) => {
        const { status, headers, text } = await getBytes(`${url}/vi/thing/x`, {})

        assert.equal([status, headers.age], [200, '10'])
        assert.match(headers['cache-status'] as string, /^enddel; hit; ttl=\d+; detail=disk$/)
        assert.match(text, 'Note new')
        assert.equal(
          events.filter(({ type }) => type === 'rendered' || type === 'page' || type === 'cache-promoted'),
          [
            { type: 'cache-promoted', tier: 'disk' },
            { type: 'page', tier: 'disk', count: 1 },
          ],
        )
      })
    }),
  ),
)

pages('are as stale after a restart as they were invalidated before it, built or not', () =>
  withSite(async ({ serve, things }) => {
    const options = { diskCacheBytes: 1024 * 1024, adminSecret: secret }
    await serve(options, async ({ url }) => {
      await getBytes(`${url}/vi/thing/x`, {})
      await getBytes(`${url}/vi/thing/y`, {})
      await invalidate(url, { tags: ['thing:x', 'thing:a'] })
      await invalidate(url, { paths: ['/thing/y', '/thing/b'], hard: true })
    })

    things.load = () => 'newer'
    await serve(options, async ({ url }) => {
      const answers = await Promise.all(['x', 'a', 'y', 'b'].map((name) => heading(`${url}/vi/thing/${name}`)))

      assert.match(answers[0]!, /^Note new, enddel; hit; ttl=(0|-\d+); detail=disk$/)
      assert.match(answers[1]!, /^Note built, enddel; hit; ttl=(0|-\d+)$/)
      assert.equal(answers.slice(2), [
        'Note newer, enddel; fwd=uri-miss; stored',
        'Note newer, enddel; fwd=uri-miss; stored',
      ])
    })
  }),
)

pages('are rendered although the disk cannot be written', () =>
  withSite(async ({ serve, out }) => {
    await writeFile(join(out, 'cache'), 'a file where the folder should be')

    await serve({ diskCacheBytes: 1024 * 1024 }, async ({ url, events }) => {
      const answers = [await heading(`${url}/vi/thing/x`), await heading(`${url}/vi/thing/x`)]

      assert.equal(answers, ['Note new, enddel; fwd=uri-miss; stored', 'Note new, enddel; hit'])
      assert.ok(events.some((event) => event.type === 'tier-failed' && event.tier === 'disk'))
    })
  }),
)

pages('are invalidated by an operator: what was built, what the wire answers, what is in memory', () =>
  withSite(({ serve, things }) =>
    serve({ adminSecret: secret }, async ({ url, events }) => {
      for (let times = 0; times < 4; times++) await getBytes(`${url}/vi/thing/hot`, {})
      await getBytes(`${url}/vi/thing/memory`, {})
      things.load = () => 'newer'
      const ask = () => Promise.all(['a', 'hot', 'memory'].map((name) => heading(`${url}/vi/thing/${name}`)))

      await invalidate(url, { prefixes: ['/thing'], hard: true })
      const answers = await ask()

      assert.equal(
        answers,
        Array.from({ length: 3 }, () => 'Note newer, enddel; fwd=uri-miss; stored'),
      )
      assert.equal(events.filter(({ type }) => type === 'invalidated').length, 1)
    }),
  ),
)

pages('do not become more by queries nobody declared', () =>
  withSite(({ serve }) =>
    serve({}, async ({ url }) => {
      const targets = Array.from({ length: 100 }, (_, n) => [`/vi/thing/x?q=${n}`, `/vi/thing/a?q=${n}&b[]=%00`]).flat()

      const statuses = await Promise.all(targets.map((target) => rawStatus(url, target)))

      const { ssr_cache } = JSON.parse((await getBytes(`${url}/internal/metrics/cache`, {})).text)
      assert.equal(new Set(statuses), new Set([200]))
      assert.equal([ssr_cache.renders, ssr_cache.cold.entries], [1, 1])
    }),
  ),
)

pages.run()
