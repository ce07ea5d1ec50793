import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ask, methodsIn, RawClient, type RawAnswer } from '../../testing/raw-client.ts'
import { coldHead, mutatedHead, plainHead, seed, wellFormedHead } from '../../testing/request-heads.ts'
import type { Served } from '../../testing/serving.ts'
import { askTolerantly, request, statusesOf, withWire } from '../../testing/wire-serving.ts'
import { createGate, wireSiteOut, withPlain } from '../../testing/wire-site.ts'

const connecting = suite('serve/wire/connection')

/** Hot, cold, HEAD, 304, 404, refused, a file; the last is no HTTP and ends the connection. */
const mix = [
  request('/'),
  request('/note/a'),
  request('/', 'Accept-Encoding: br\r\n', 'HEAD'),
  request('/report/1', 'If-None-Match: *\r\n'),
  request('/nope'),
  request('/report/2', 'Accept-Encoding: gzip\r\n'),
  request('/%zz'),
  request('/note/a', 'If-None-Match: *\r\n'),
  request('/note/a', '', 'HEAD'),
  request('/robots.txt'),
  request('/'),
  'GET / HTTP/1.1\r\nno field\r\n\r\n',
]
const mixStatuses = [200, 200, 200, 304, 404, 200, 400, 304, 200, 200, 200, 400]

connecting('answers a pipelined mix in order, each as if it had come alone', () =>
  withWire(async ({ url }) => {
    await ask(url, request('/note/a'), { end: true })
    const alone: RawAnswer[] = []
    for (const one of mix) alone.push(...(await ask(url, one, { end: true })))

    const together = await ask(url, mix.join(''))

    assert.equal(statusesOf(together), mixStatuses)
    assert.equal(together, alone)
  }),
)

connecting('gives the same answers wherever the bytes are split', () =>
  withWire(async ({ url }) => {
    const bytes = mix.join('')
    await ask(url, request('/note/a'), { end: true })
    const whole = JSON.stringify(await ask(url, bytes))
    const wrong: number[] = []

    const offsets = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1)
    const tryNext = async () => {
      for (let offset = offsets.shift(); offset !== undefined; offset = offsets.shift())
        if ((await askInPieces(url, bytes, [offset])) !== whole) wrong.push(offset)
    }
    await Promise.all(Array.from({ length: 8 }, tryNext))

    assert.equal(wrong, [])
  }),
)

connecting('gives the same answers to one byte at a time', () =>
  withWire(async ({ url }) => {
    const bytes = mix.join('')
    await ask(url, request('/note/a'), { end: true })
    const whole = JSON.stringify(await ask(url, bytes))

    const drop = await askInPieces(
      url,
      bytes,
      Array.from({ length: bytes.length - 1 }, (_, index) => index + 1),
    )

    assert.is(drop, whole)
  }),
)

connecting('gives the same answers however often the bytes are split', () =>
  withWire(async ({ url }) => {
    const bytes = mix.join('')
    await ask(url, request('/note/a'), { end: true })
    const whole = JSON.stringify(await ask(url, bytes))
    const offsets = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { minLength: 2, maxLength: 30 })

    const property = fc.asyncProperty(offsets, async (places) => {
      assert.is(
        await askInPieces(
          url,
          bytes,
          places.sort((a, b) => a - b),
        ),
        whole,
      )
    })

    await fc.assert(property, { seed, numRuns: 60 })
  }),
)

connecting('answers any pipeline of heads as node:http does, as long as they are requests', async () => {
  let compared = 0
  await withPlain(wireSiteOut(), (plain) =>
    withWire(async ({ url }) => {
      const head = fc.oneof(plainHead, coldHead, wellFormedHead, mutatedHead)
      const property = fc.asyncProperty(fc.array(head, { minLength: 1, maxLength: 4 }), async (heads) => {
        const bytes = heads.join('')
        // What only node reads is not ours to compare: ends of lines it repairs, and what follows the end of a connection.
        if (/[^\r]\n|\r[^\n]|\r$/.test(bytes) || /close|upgrade|HTTP\/(?!1\.1\r)/i.test(bytes)) return
        const ours = await askTolerantly(url, bytes)
        const nodes = await askTolerantly(plain.url, bytes)

        for (const [index, answer] of nodes.entries()) {
          if (answer.status >= 400 && answer.status !== 404) break
          assert.equal(ours[index], answer)
          compared++
        }
      })
      await fc.assert(property, { seed, numRuns: 600 })
    }),
  )

  assert.ok(compared > 500, `only ${compared} answers were compared`)
})

connecting('goes on with hot pages after node:http has answered, one request at a time', () =>
  withWire(async ({ url, events }) => {
    const client = await RawClient.connect(url)
    const targets = ['/', '/health', '/', '/note/a', '/report/1', '/nope', '/robots.txt', '/']

    for (const [index, target] of targets.entries()) await client.send(request(target)).answers(index + 1)
    const answers = await client.answers(targets.length)

    assert.equal(statusesOf(answers), [200, 200, 200, 200, 200, 404, 200, 200])
    assert.not(client.isClosed)
    assert.equal(answers[7], answers[0])
    await counted(events, 4)
    assert.is(hotIn(events), 4)
    client.close()
  }),
)

connecting('counts each hot page once, pipelined or not', () =>
  withWire(async ({ url, events }) => {
    const client = await RawClient.connect(url)

    await client.send(request('/').repeat(150)).answers(150)
    await client.send(request('/') + request('/health') + request('/report/1')).answers(153)

    await counted(events, 152)
    assert.is(hotIn(events), 152)
    client.close()
  }),
)

connecting('keeps the order while a cold page is made: what came before is sent, what came after waits', () =>
  withWire(async ({ url }) => {
    const gate = createGate()
    const client = await RawClient.connect(url)

    client.send(request('/') + request('/gated/order') + request('/report/1') + request('/nope') + request('/'))
    await gate.reached('order')
    const before = await client.answers(1)
    assert.is(before.length, 1)
    await client.sendApart(request('/report/2').slice(0, 9), ['GET'])
    await client.sendApart(request('/report/2').slice(9))
    gate.open('order')
    const answers = await client.answers(6)

    assert.equal(statusesOf(answers), [200, 200, 200, 404, 200, 200])
    assert.match(answers[1]!.body, 'Note order')
    assert.match(answers[2]!.body, 'Report 1')
    assert.match(answers[5]!.body, 'Report 2')
    client.close()
  }),
)

connecting('lends and takes back hundreds of times on one connection', () =>
  withWire(async ({ url }) => {
    const client = await RawClient.connect(url)
    const round = request('/') + request('/note/a') + request('/nope', '', 'HEAD') + request('/report/1')

    const answers = await client.send(round.repeat(100)).answers(400)

    const seen = answers.map(({ status, body }) => `${status} ${/<h1[^>]*>(.*?)</.exec(body)?.[1] ?? ''}`)
    const expected = ['200 Hello &lt;world> &amp; all', '200 Note a', '404 ', '200 Report 1']
    assert.equal(new Set(seen.filter((_, index) => index % 4 === 1)), new Set([expected[1]]))
    assert.equal(new Set(seen.filter((_, index) => index % 4 === 2)), new Set([expected[2]]))
    assert.equal(new Set(seen.filter((_, index) => index % 4 === 3)), new Set([expected[3]]))
    client.close()
  }),
)

connecting('reads no more than a bounded number of bytes while a cold page is made', () =>
  withWire(async ({ url }) => {
    const gate = createGate()
    const client = await RawClient.connect(url)
    const count = 8_000

    client.send(request('/gated/flood'))
    await gate.reached('flood')
    client.send(request('/report/1', `A: ${'a'.repeat(400)}\r\n`, 'HEAD').repeat(count))
    await client.sendApart('').then(() => settled(() => client.served.bytesRead))
    const read = client.served.bytesRead
    gate.open('flood')
    const answers = await client.answers(count + 1)

    assert.ok(read < 512 * 1024, `${read} bytes were read`)
    assert.is(answers.length, count + 1)
    client.close()
  }),
)

connecting('sends answers whole that are still queued when something comes that is no HTTP', () =>
  withWire(async ({ url }) => {
    const bad = [
      'GET / HTTP/1.1\r\nno field\r\n\r\n',
      'get / HTTP/1.1\r\nHost: x\r\n\r\n',
      'CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n',
    ]

    const received = await Promise.all(
      bad.map(async (bytes) => {
        const client = await RawClient.connect(url)
        client.socket.pause()
        await client.sendApart(request('/big').repeat(3) + bytes, ['GET', 'GET', 'GET', 'GET'])
        client.socket.resume()
        const answers = await client.closed()
        return answers.filter(({ status }) => status === 200).length
      }),
    )

    assert.equal(received, [3, 3, 3])
  }),
)

/** The last answer is a refusal that closes, so the whole is known by the end. */
async function askInPieces(url: string, bytes: string, offsets: readonly number[]): Promise<string> {
  const client = await RawClient.connect(url)
  client.expect(methodsIn(bytes))
  let from = 0
  for (const offset of [...offsets, bytes.length]) {
    await client.sendApart(bytes.slice(from, offset))
    from = offset
  }
  return JSON.stringify(await client.closed())
}

/** Resolves when a number has stopped changing for many turns. */
async function settled(read: () => number): Promise<void> {
  let before = -1
  for (let same = 0; same < 50;) {
    await turn()
    same = read() === before ? same + 1 : 0
    before = read()
  }
}

/** Hot pages are told of now and then, not one by one. */
async function counted(events: Served['events'], count: number): Promise<void> {
  const deadline = Date.now() + 10_000
  while (hotIn(events) < count && Date.now() < deadline) await turn()
}

function hotIn(events: Served['events']): number {
  return events.reduce((sum, event) => sum + (event.type === 'page' && event.tier === 'hot' ? event.count : 0), 0)
}

connecting.run()
