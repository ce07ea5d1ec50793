import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ask, RawClient, type RawAnswer } from '../../testing/raw-client.ts'
import { askTolerantly, request, statusesOf, withWire } from '../../testing/wire-serving.ts'
import { createGate, wireSiteOut, withPlain } from '../../testing/wire-site.ts'

const doubting = suite('serve/wire/doubtful-requests')

const hidden = 'GET /report/1 HTTP/1.1\r\nHost: x\r\n\r\n'
const isHidden = ({ body }: RawAnswer) => body.includes('Report 1')

doubting('never takes a body for a request: with Content-Length', () =>
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

doubting('never takes a body for a request: chunked, also behind hot and cold pages', () =>
  withWire(async ({ url }) => {
    const chunk = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`
    const client = await RawClient.connect(url)

    client.send(request('/') + request('/note/a'))
    client.send(request('/', 'Transfer-Encoding: chunked\r\n', 'POST') + chunk + request('/report/2'), ['POST', 'GET'])
    const answers = await client.answers(4)

    assert.equal(statusesOf(answers), [200, 200, 405, 200])
    assert.not(answers.some(isHidden))
    assert.match(answers[3]!.body, 'Report 2')
    client.close()
  }),
)

doubting('never takes a body for a request: in pieces, and while a cold page is made', () =>
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

    assert.equal(statusesOf(answers), [200, 405, 200])
    assert.match(answers[2]!.body, 'Report 2')
    client.close()
  }),
)

doubting('gives at most one answer to a request whose end is in doubt, then closes', () =>
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

doubting('refuses a body in chunks that are none, and answers nothing that follows', () =>
  withWire(async ({ url }) => {
    const bodies = ['5\r\nabc\r\n0\r\n\r\n', 'zz\r\n', '-1\r\n', '0x5\r\nabcde\r\n0\r\n\r\n', 'fffffffffffffffff\r\n']
    const post = request('/', 'Transfer-Encoding: chunked\r\n', 'POST')

    const outcomes = await Promise.all(bodies.map((body) => outcomeOf(url, post + body + hidden)))

    const wrong = bodies.filter((_, index) => outcomes[index]!.answers.some(isHidden) || !outcomes[index]!.isClosed)
    assert.equal(wrong, [])
  }),
)

doubting('refuses a Host that is missing, doubled or no host', () =>
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

    const wrong = heads.filter((_, index) => statusesOf(answers[index]!).join() !== '400')
    assert.equal(wrong, [])
  }),
)

doubting('refuses versions of HTTP that it does not speak with 505', () =>
  withWire(async ({ url }) => {
    const heads = ['2.0', '0.9', '1.2', '3.0'].map((version) => `GET / HTTP/${version}\r\nHost: x\r\n\r\n`)

    const answers = await Promise.all(heads.map((head) => ask(url, head, { end: true })))

    // node's parser itself refuses some of them as malformed.
    const wrong = answers.map((all) => statusesOf(all).join()).filter((seen) => !/^(505|400)$/.test(seen))
    assert.equal(wrong, [])
  }),
)

doubting('answers HTTP/1.0 and closes', () =>
  withWire(async ({ url }) => {
    const answers = await ask(url, 'GET /report/2 HTTP/1.0\r\nHost: x\r\n\r\n')
    const behind = await ask(url, `GET /report/2 HTTP/1.0\r\nHost: x\r\n\r\n${hidden}`)

    assert.equal(statusesOf(answers), [200])
    assert.match(answers[0]!.body, 'Report 2')
    assert.ok(behind.length <= 1)
    assert.not(behind.some(isHidden))
  }),
)

doubting('answers a Connection: close whole and closes, whatever stands behind it', () =>
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

doubting('leaves nobody hanging who wants another protocol', () =>
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

doubting('answers a client that expects 100 Continue, and refuses other expectations', () =>
  withWire(async ({ url }) => {
    const length = `Content-Length: ${hidden.length}\r\n`
    const waiting = await RawClient.connect(url)
    waiting.send(request('/', `Expect: 100-continue\r\n${length}`, 'POST') + hidden + request('/report/2'), [
      'POST',
      'GET',
    ])

    const answers = await waiting.answers(2)
    const other = await ask(url, request('/', 'Expect: wonders\r\n'), { end: true })

    assert.equal(statusesOf(answers), [405, 200])
    assert.not(answers.some(isHidden))
    assert.is(other[0]!.status, 417)
    waiting.close()
  }),
)

doubting('reads ends of lines, folds and control bytes no other way than node does', () =>
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

doubting('refuses heads that are too large, and answers what came before them', () =>
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
      const statuses = statusesOf(answers).join()
      const isRight = isClosed && /^200(,(431|414|400))?$/.test(statuses)
      return isRight ? [] : [`${JSON.stringify(head.slice(0, 60))}: ${statuses}${isClosed ? '' : ' and left open'}`]
    })
    assert.equal(wrong, [])
  }),
)

doubting('refuses a head of more than 100 fields on both paths', () =>
  withWire(async ({ url }) => {
    const fields = 'A: b\r\n'.repeat(100)

    const hot = await ask(url, request('/', fields), { end: true })
    const cold = await ask(url, request('/note/a', fields), { end: true })
    const allowed = await ask(url, request('/', fields.slice(6)), { end: true })

    assert.is(allowed[0]!.status, 200)
    assert.equal([hot, cold].map(statusesOf), [[431], [431]])
  }),
)

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
  const good = statusesOf(answers).filter((status) => status < 400)
  return [...good, ...(good.length < 2 ? ['refused'] : [])].join()
}

doubting.run()
