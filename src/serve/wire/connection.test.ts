import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ask, methodsIn, RawClient, type RawAnswer } from '../../testing/raw-client.ts'
import { mutatedHead, plainHead, seed, wellFormedHead } from '../../testing/request-heads.ts'
import { type Served, withServer } from '../../testing/serving.ts'
import { createGate, wireSiteOut, withPlain } from '../../testing/wire-site.ts'
import type { ServeOptions } from '../server.ts'

const connecting = suite('serve/wire/connection')

const limits = { headMs: 2_000, idleMs: 30_000, writeMs: 10_000, maxConnections: 5_000, maxRequests: 100_000 }
const hidden = 'GET /report/1 HTTP/1.1\r\nHost: x\r\n\r\n'
const isHidden = ({ body }: RawAnswer) => body.includes('Report 1')

function request(target: string, fields = '', method = 'GET'): string {
  return `${method} ${target} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`
}

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

async function withWire(work: (served: Served) => Promise<void>, options: Partial<ServeOptions> = {}): Promise<void> {
  await withServer(await wireSiteOut(), { wire: limits, ...options }, work)
}

connecting('answers a pipelined mix in order, each as if it had come alone', () =>
  withWire(async ({ url }) => {
    await ask(url, request('/note/a'), { end: true })
    const alone: RawAnswer[] = []
    for (const one of mix) alone.push(...(await ask(url, one, { end: true })))

    const together = await ask(url, mix.join(''))

    assert.equal(
      together.map(({ status }) => status),
      mixStatuses,
    )
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
      const head = fc.oneof(plainHead, plainHead, wellFormedHead, mutatedHead)
      const property = fc.asyncProperty(fc.array(head, { minLength: 1, maxLength: 4 }), async (heads) => {
        const bytes = heads.join('')
        // What only node reads is not ours to compare: ends of lines it repairs, and what follows the end of a connection.
        if (/[^\r]\n|\r[^\n]|\r$/.test(bytes) || /close|upgrade|HTTP\/(?!1\.1\r)/i.test(bytes)) return
        const ours = await askTolerantly(url, bytes)
        const nodes = await askTolerantly(plain.url, bytes)

        for (const [index, answer] of nodes.entries()) {
          if (answer.status >= 400) break
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

    assert.equal(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 200, 404, 200, 200],
    )
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

    assert.equal(
      answers.map(({ status }) => status),
      [200, 200, 200, 404, 200, 200],
    )
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

connecting('never takes a body for a request: with Content-Length', () =>
  withWire(async ({ url }) => {
    const body = `Content-Length: ${hidden.length}\r\n`

    for (const method of ['POST', 'GET', 'DELETE', 'OPTIONS', 'PUT']) {
      const client = await RawClient.connect(url)
      client.send(request('/', body, method) + hidden + request('/report/2'), [method, 'GET'])
      const answers = await client.answers(2)
      client.close()

      assert.is(answers.length, 2, method)
      assert.not(answers.some(isHidden), method)
      assert.match(answers[1]!.body, 'Report 2')
    }
  }),
)

connecting('never takes a body for a request: chunked, also behind hot and cold pages', () =>
  withWire(async ({ url }) => {
    const chunk = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`
    const client = await RawClient.connect(url)

    client.send(request('/') + request('/note/a'))
    client.send(request('/', 'Transfer-Encoding: chunked\r\n', 'POST') + chunk + request('/report/2'), ['POST', 'GET'])
    const answers = await client.answers(4)

    assert.equal(
      answers.map(({ status }) => status),
      [200, 200, 405, 200],
    )
    assert.not(answers.some(isHidden))
    assert.match(answers[3]!.body, 'Report 2')
    client.close()
  }),
)

connecting('never takes a body for a request: in pieces, and while a cold page is made', () =>
  withWire(async ({ url }) => {
    const gate = createGate()
    const client = await RawClient.connect(url)
    client.expect(['GET', 'POST', 'GET'])
    const post = request('/', `Content-Length: ${hidden.length}\r\n`, 'POST')

    await client.sendApart(request('/gated/body') + post.slice(0, 20))
    await gate.reached('body')
    await client.sendApart(post.slice(20) + hidden.slice(0, 10))
    gate.open('body')
    await client.sendApart(hidden.slice(10, 30))
    await client.sendApart(hidden.slice(30) + request('/report/2'))
    const answers = await client.answers(3)

    assert.equal(
      answers.map(({ status }) => status),
      [200, 405, 200],
    )
    assert.match(answers[2]!.body, 'Report 2')
    client.close()
  }),
)

connecting('gives at most one answer to a request whose end is in doubt, then closes', () =>
  withWire(async ({ url }) => {
    const length = `Content-Length: ${hidden.length}`
    const chunked = 'Transfer-Encoding: chunked'
    const body = `0\r\n\r\n${hidden}`
    const doubtful = [
      request('/', `${length}\r\n${chunked}\r\n`, 'POST'),
      request('/', `${chunked}\r\n${length}\r\n`, 'POST'),
      request('/', `${chunked}\r\nContent-Length: 0\r\n`),
      request('/', `Content-Length: 5\r\nContent-Length: 6\r\n`, 'POST'),
      request('/', `Content-Length: 5\r\ncontent-length: 0\r\n`),
      request('/', `Content-Length: 5, 6\r\n`, 'POST'),
      request('/', `Content-Length: +5\r\n`, 'POST'),
      request('/', `Content-Length: -1\r\n`, 'POST'),
      request('/', `Content-Length: 0x5\r\n`, 'POST'),
      request('/', `Content-Length: 5 5\r\n`, 'POST'),
      request('/', `Content-Length: 5a\r\n`, 'POST'),
      request('/', `Content-Length:\r\n`, 'POST'),
      request('/', `Content-Length: 99999999999999999999\r\n`, 'POST'),
      request('/', `Content-Length : 5\r\n`, 'POST'),
      request('/', `Content-Length\t: 5\r\n`),
      request('/', `${chunked} \r\n${chunked}, identity\r\n`, 'POST'),
      request('/', `Transfer-Encoding: xchunked\r\n`, 'POST'),
      request('/', `Transfer-Encoding: identity\r\n`, 'POST'),
      request('/', `Transfer-Encoding: chunked, gzip\r\n`, 'POST'),
      request('/', `Transfer-Encoding:\vchunked\r\n`, 'POST'),
      request('/', `Transfer-Encoding : chunked\r\n`, 'POST'),
      request('/', `X: y\r\n${chunked}\rZ: a\r\n`, 'POST'),
      `POST / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n${chunked}\r\n\r\n`,
      `GET / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n${chunked}\r\n\r\n`,
    ]

    const outcomes = await Promise.all(doubtful.map((head) => outcomeOf(url, head + body)))

    const wrong = doubtful.filter((_, index) => {
      const { answers, isClosed } = outcomes[index]!
      return answers.length > 1 || !isClosed || answers.some(isHidden)
    })
    assert.equal(wrong, [])
  }),
)

connecting('refuses a body in chunks that are none, and answers nothing that follows', () =>
  withWire(async ({ url }) => {
    const bodies = ['5\r\nabc\r\n0\r\n\r\n', 'zz\r\n', '-1\r\n', '0x5\r\nabcde\r\n0\r\n\r\n', 'fffffffffffffffff\r\n']
    const post = request('/', 'Transfer-Encoding: chunked\r\n', 'POST')

    const outcomes = await Promise.all(bodies.map((body) => outcomeOf(url, post + body + hidden)))

    const wrong = bodies.filter((_, index) => outcomes[index]!.answers.some(isHidden) || !outcomes[index]!.isClosed)
    assert.equal(wrong, [])
  }),
)

connecting('refuses a Host that is missing, doubled or no host', () =>
  withWire(async ({ url }) => {
    const hosts = [
      '',
      'Host: a\r\nHost: b\r\n',
      'Host: a\r\nhost: a\r\n',
      'Host: a b\r\n',
      'Host: a/b\r\n',
      'Host: a@b\r\n',
    ]
    const targets = ['/', '/note/a']
    const heads = targets.flatMap((target) => hosts.map((host) => `GET ${target} HTTP/1.1\r\n${host}\r\n`))

    const answers = await Promise.all(heads.map((head) => ask(url, head, { end: true })))

    const wrong = heads.filter((_, index) => answers[index]!.map(({ status }) => status).join() !== '400')
    assert.equal(wrong, [])
  }),
)

connecting('refuses versions of HTTP that it does not speak with 505', () =>
  withWire(async ({ url }) => {
    const heads = ['2.0', '0.9', '1.2', '3.0'].map((version) => `GET / HTTP/${version}\r\nHost: x\r\n\r\n`)

    const answers = await Promise.all(heads.map((head) => ask(url, head, { end: true })))

    // node's parser itself refuses some of them as malformed.
    const wrong = answers
      .map((all) => all.map(({ status }) => status).join())
      .filter((seen) => !/^(505|400)$/.test(seen))
    assert.equal(wrong, [])
  }),
)

connecting('answers HTTP/1.0 and closes', () =>
  withWire(async ({ url }) => {
    const answers = await ask(url, 'GET /report/2 HTTP/1.0\r\nHost: x\r\n\r\n')
    const behind = await ask(url, `GET /report/2 HTTP/1.0\r\nHost: x\r\n\r\n${hidden}`)

    assert.equal(
      answers.map(({ status }) => status),
      [200],
    )
    assert.match(answers[0]!.body, 'Report 2')
    assert.ok(behind.length <= 1)
    assert.not(behind.some(isHidden))
  }),
)

connecting('answers a Connection: close whole and closes, whatever stands behind it', () =>
  withWire(async ({ url }) => {
    const hot = await ask(url, request('/big', 'Connection: close\r\n') + hidden)
    const cold = await ask(url, request('/note/a', 'Connection: close\r\n') + hidden)
    const later = await ask(url, request('/') + request('/note/a') + request('/big', 'Connection: close\r\n') + hidden)
    const list = await ask(url, request('/report/2', 'Connection: keep-alive, close\r\n') + hidden)

    assert.equal(
      [hot, cold, later, list].map((answers) => answers.length),
      [1, 1, 3, 1],
    )
    assert.ok(hot[0]!.body.length > 1_000_000)
    assert.ok(later[2]!.body.length > 1_000_000)
    assert.ok(hot[0]!.fields.includes('connection: close'))
  }),
)

connecting('leaves nobody hanging who wants another protocol', () =>
  withWire(async ({ url }) => {
    const wishes = [
      'Upgrade: websocket\r\nConnection: Upgrade\r\n',
      'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n',
    ]
    const targets = wishes.flatMap((wish) => [request('/report/2', wish), request('/note/a', wish)])
    const heads = targets.flatMap((head) => [head, head + hidden, head + '\x81\x05hello'])

    const outcomes = await Promise.all(heads.map((bytes) => outcomeOf(url, bytes, { first: true })))

    const wrong = heads.filter((_, index) => !outcomes[index]!.isClosed && outcomes[index]!.answers.length === 0)
    assert.equal(wrong, [])
  }),
)

connecting('answers a client that expects 100 Continue, and refuses other expectations', () =>
  withWire(async ({ url }) => {
    const length = `Content-Length: ${hidden.length}\r\n`
    const waiting = await RawClient.connect(url)
    waiting.send(request('/', `Expect: 100-continue\r\n${length}`, 'POST') + hidden + request('/report/2'), [
      'POST',
      'GET',
    ])

    const answers = await waiting.answers(2)
    const other = await ask(url, request('/', 'Expect: wonders\r\n'), { end: true })

    assert.equal(
      answers.map(({ status }) => status),
      [405, 200],
    )
    assert.not(answers.some(isHidden))
    assert.is(other[0]!.status, 417)
    waiting.close()
  }),
)

connecting('reads ends of lines, folds and control bytes no other way than node does', () =>
  withPlain(wireSiteOut(), (plain) =>
    withWire(async ({ url }) => {
      const heads = [
        'GET / HTTP/1.1\nHost: x\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\n\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c: d\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\tContent-Length: 5\r\n\r\n',
        'GET / HTTP/1.1\r\n Host: x\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n',
        'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\nA\0: b\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\nA: \r\r\n\r\n',
        '\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n',
        '\nGET / HTTP/1.1\r\nHost: x\r\n\r\n',
        ' GET / HTTP/1.1\r\nHost: x\r\n\r\n',
        'GET  / HTTP/1.1\r\nHost: x\r\n\r\n',
        'GET /\tHTTP/1.1\r\nHost: x\r\n\r\n',
        'GET / HTTP/1.1 \r\nHost: x\r\n\r\n',
        'get / HTTP/1.1\r\nHost: x\r\n\r\n',
        '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      ]
      const ours: string[] = []
      const nodes: string[] = []
      for (const head of heads) {
        ours.push(`${JSON.stringify(head)} ${statusesOrRefusal(await askTolerantly(url, head + request('/report/2')))}`)
        nodes.push(
          `${JSON.stringify(head)} ${statusesOrRefusal(await askTolerantly(plain.url, head + request('/report/2')))}`,
        )
      }

      assert.equal(ours, nodes)
      assert.match(ours[6]!, /refused$/)
    }),
  ),
)

connecting('refuses heads that are too large, and answers what came before them', () =>
  withWire(async ({ url }) => {
    const long = 'a'.repeat(20_000)
    const heads = [
      request(`/${long}`),
      request('/', `A: ${long}\r\n`),
      request('/', `${long}: a\r\n`),
      request('/', 'A: b\r\n'.repeat(4_000)),
      request('/', `A: ${'b'.repeat(200_000)}\r\n`),
      `GET / HTTP/1.1\r\nHost: x\r\nA: ${long}`,
      long,
      `GET / HTTP/1.1\r\n${'\r'.repeat(20_000)}`,
    ]

    const outcomes = await Promise.all(heads.map((head) => outcomeOf(url, request('/') + head, { isTolerant: true })))

    const wrong = heads.flatMap((head, index) => {
      const { answers, isClosed } = outcomes[index]!
      const statuses = answers.map(({ status }) => status).join()
      const isRight = isClosed && /^200(,(431|414|400))?$/.test(statuses)
      return isRight ? [] : [`${JSON.stringify(head.slice(0, 60))}: ${statuses}${isClosed ? '' : ' and left open'}`]
    })
    assert.equal(wrong, [])
  }),
)

connecting('refuses a head of more than 100 fields on both paths', () =>
  withWire(async ({ url }) => {
    const fields = 'A: b\r\n'.repeat(100)

    const hot = await ask(url, request('/', fields), { end: true })
    const cold = await ask(url, request('/note/a', fields), { end: true })
    const allowed = await ask(url, request('/', fields.slice(6)), { end: true })

    assert.is(allowed[0]!.status, 200)
    assert.equal(
      [hot, cold].map((answers) => answers.map(({ status }) => status)),
      [[431], [431]],
    )
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

/** Sends all, closes the own half, reads whole answers; what is cut is left out. */
async function askTolerantly(url: string, bytes: string): Promise<RawAnswer[]> {
  const client = await RawClient.connect(url, { allowHalfOpen: true })
  client.send(bytes)
  client.socket.end()
  return client.closed().finally(() => client.close())
}

/** Waits until the server closes or, with `first`, for one answer; a client that gets neither is not closed. */
async function outcomeOf(url: string, bytes: string, { first = false, isTolerant = false } = {}) {
  const client = await RawClient.connect(url)
  client.send(bytes)
  try {
    const answers = first ? await client.answers(1).catch(() => client.closed()) : await client.closed()
    if (client.isClosed && client.rest && !isTolerant) throw new Error(`not an answer: ${client.rest.slice(0, 200)}`)
    return { answers, isClosed: client.isClosed }
  } catch {
    return { answers: [], isClosed: false }
  } finally {
    client.close()
  }
}

/** Refusals may be an answer or a cut. */
function statusesOrRefusal(answers: readonly RawAnswer[]): string {
  const good = answers.filter(({ status }) => status < 400).map(({ status }) => status)
  return [...good, ...(good.length < 2 ? ['refused'] : [])].join()
}

/** Resolves when a number has stopped changing for many turns. */
async function settled(read: () => number): Promise<void> {
  let before = -1
  for (let same = 0; same < 50;) {
    await new Promise((resolve) => setImmediate(resolve))
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
