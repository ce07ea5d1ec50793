import fc from 'fast-check'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readAnswer } from '../../testing/raw-client.ts'
import { mutatedHead, seed, wellFormedHead } from '../../testing/request-heads.ts'
import { type Plain, wireSiteOut, withPlain } from '../../testing/wire-site.ts'
import { createHotAnswers, type HotAnswers, noHits } from './hot-answers.ts'
import { createFieldReader } from './read-head.ts'
import { maxFieldBytes, recogniseFields, recogniseLine } from './recognise.ts'

const recognising = suite('serve/wire/recognise')

const clock = { second: 1, date: 'Thu, 01 Jan 1970 00:00:01 GMT' }

recognising('agrees with the parser of node wherever it answers: well-formed heads', async () => {
  const answered = await compareWithNode(wellFormedHead, 1_500)

  assert.ok(answered > 300, `only ${answered} heads were answered`)
})

recognising('agrees with the parser of node wherever it answers: heads with something wrong in them', async () => {
  const answered = await compareWithNode(mutatedHead, 2_500)

  assert.ok(answered > 150, `only ${answered} heads were answered`)
})

recognising('agrees with the parser of node on every single byte in every place', () =>
  withPlain(wireSiteOut(), async (plain) => {
    const hotAnswers = answersOf(plain.pages)
    const head = 'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n'
    const accepted: string[] = []
    for (let at = 0; at <= head.length; at++) {
      for (let byte = 0; byte < 256; byte++) {
        const letter = String.fromCharCode(byte)
        for (const changed of [
          head.slice(0, at) + letter + head.slice(at),
          head.slice(0, at) + letter + head.slice(at + 1),
        ])
          if (isOneHead(changed) && hotAnswers.toHead(changed)) accepted.push(changed)
      }
    }

    const wrong: string[] = []
    // One of each kind of byte is enough for the parser; the recogniser has judged them all.
    for (const changed of accepted.filter((_, index) => index % 11 === 0)) {
      const difference = await differenceFromNode(changed, plain, hotAnswers.toHead(changed)!)
      if (difference) wrong.push(`${JSON.stringify(changed)}: ${difference}`)
    }

    assert.equal(wrong, [])
    assert.ok(accepted.length > 500, `${accepted.length}`)
  }),
)

recognising('takes no head that is too large for the parser of node', () =>
  withPlain(wireSiteOut(), async (plain) => {
    const target = `/${'long/'.repeat(40)}`
    const pages = new Map([...plain.pages, [target, plain.pages.get('/')!]])
    const wrong: number[] = []
    let taken = 0
    for (let size = maxFieldBytes - 300; size <= maxFieldBytes + 4; size += 4) {
      const start = '\r\nHost: x\r\nA: '
      const head = `GET ${target} HTTP/1.1${start}${'a'.repeat(size - start.length - 4)}\r\n\r\n`
      if (!answersOf(pages).toHead(head)) continue
      taken++
      plain.problems.length = 0
      await sendAndEnd(plain.url, head)
      if (plain.problems.length > 0) wrong.push(size)
    }

    assert.is(
      wrong[0],
      undefined,
      `${wrong.length} sizes of fields, from ${wrong[0]} bytes, are answered but too large for node`,
    )
    assert.ok(taken > 0, 'none was near the bound')
  }),
)

recognising('reads the encoding and the tags that are wished for', () => {
  const wishes = recogniseFields(
    '\r\nHost: x\r\nACCEPT-encoding:\t gzip, br;q=0 \r\nif-none-match: "a", W/"b"\t\r\n\r\n',
  )

  assert.is(wishes?.encoding, 'gzip')
  assert.is(wishes?.ifNoneMatch, '"a", W/"b"')
})

recognising('takes what browsers send', () => {
  const fields = [
    'Host: 127.0.0.1:8080',
    'Connection: keep-alive',
    'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)',
    'Accept: text/html,application/xhtml+xml,*/*;q=0.8',
    'Cookie: a=b; preferred_language=vi',
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Accept-Language: en-GB,en;q=0.9',
  ]

  assert.equal(recogniseFields(`\r\n${fields.join('\r\n')}\r\n\r\n`), {
    encoding: 'br',
    ifNoneMatch: undefined,
    cookie: 'a=b; preferred_language=vi',
    acceptLanguage: 'en-GB,en;q=0.9',
  })
})

recognising('joins several fields of languages and of cookies as node does', () => {
  const wishes = recogniseFields(
    '\r\nAccept-Language: vi\r\nHost: x\r\nCookie: a=b\r\naccept-language:en \r\ncookie: c=d\r\n\r\n',
  )

  assert.is(wishes?.acceptLanguage, 'vi, en')
  assert.is(wishes?.cookie, 'a=b; c=d')
})

recognising('leaves to node what speaks of a body, a range, a condition, another protocol or the end', () => {
  const lines = [
    'Content-Length: 0',
    'content-length: 5',
    'Transfer-Encoding: chunked',
    'Trailer: x',
    'Upgrade: websocket',
    'Expect: 100-continue',
    'Range: bytes=0-1',
    'If-Range: "a"',
    'If-Match: *',
    'If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT',
    'Connection: close',
    'Connection: keep-alive, close',
    'Connection: Upgrade, HTTP2-Settings',
    'Proxy-Connection: close',
  ]

  const taken = lines.filter((line) => recogniseFields(`\r\nHost: x\r\n${line}\r\n\r\n`))

  assert.equal(taken, [])
})

recognising('leaves to node a Host that is missing, doubled or no host', () => {
  const values = [
    '',
    'Host:',
    'Host: ',
    'Host: a\r\nHost: a',
    'Host: a\r\nhost: b',
    'Host: a b',
    'Host: a/b',
    'Host: a@b',
  ]
  const strange = [
    'Host: a,b',
    'Host: [::1',
    'Host: a:b',
    'Host: a:',
    'Host: "a"',
    'Host: a\tb',
    'Host: <x>',
    'Host: a?b',
  ]

  const taken = [...values, ...strange].filter((lines) => recogniseFields(`\r\nA: b\r\n${lines}${lines && '\r\n'}\r\n`))

  assert.equal(taken, [])
})

recognising('leaves to node fields that are folded, doubled, nameless, or not plain ASCII', () => {
  const broken = [
    'A: b\r\n c',
    'A: b\r\n\tc',
    ': b',
    'A : b',
    ' A: b',
    'A',
    'A: \0',
    'A: \x7f',
    'A: \xe9',
    'A: b\n',
    'A: b\rc',
    'A\x80: b',
    'A(: b',
    'Accept-Encoding: br\r\nAccept-Encoding: gzip',
    'If-None-Match: "a"\r\nIf-None-Match: "b"',
    'Connection: keep-alive\r\nConnection: close',
  ]

  const taken = broken.filter((lines) => recogniseFields(`\r\nHost: x\r\n${lines}\r\n\r\n`))

  assert.equal(taken, [])
})

recognising('takes 100 fields and not 101', () => {
  const withFields = (count: number) => `\r\nHost: x\r\n${'A: b\r\n'.repeat(count - 1)}\r\n`

  assert.ok(recogniseFields(withFields(100)))
  assert.is(recogniseFields(withFields(101)), undefined)
})

recognising('reads request lines of GET and HEAD in origin form and HTTP/1.1, and no others', () => {
  const lines = [
    'GET /a HTTP/1.0',
    'GET /a HTTP/2.0',
    'GET  /a HTTP/1.1',
    'get /a HTTP/1.1',
    'GET a HTTP/1.1',
    'GET /a',
    '',
  ]
  const others = [
    'GET http://x/ HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'POST / HTTP/1.1',
    'GET /a http/1.1',
    ' GET /a HTTP/1.1',
  ]

  assert.equal(recogniseLine('GET /a?b HTTP/1.1'), { target: '/a?b', isHead: false })
  assert.equal(recogniseLine('HEAD / HTTP/1.1'), { target: '/', isHead: true })
  assert.equal([...lines, ...others].map(recogniseLine), Array(12).fill(undefined))
})

recognising('takes no time that grows faster than the head', () => {
  const long = `\r\nHost: x\r\n${'a: b\r\n'.repeat(2_000)}${'a'.repeat(4_000)}\r\n\r\n`
  const started = process.hrtime.bigint()

  for (let run = 0; run < 100; run++) assert.is(recogniseFields(`${long.slice(0, -1)}\x01\n`), undefined)

  assert.ok(Number(process.hrtime.bigint() - started) / 1e6 < 2_000)
})

function answersOf(pages: Plain['pages']): HotAnswers {
  return createHotAnswers({ pages: () => pages, fieldReader: createFieldReader(), clock, hits: noHits() })
}

async function compareWithNode(heads: fc.Arbitrary<string>, numRuns: number): Promise<number> {
  let answered = 0
  await withPlain(wireSiteOut(), async (plain) => {
    const hotAnswers = answersOf(plain.pages)
    const property = fc.asyncProperty(heads, async (head) => {
      if (!isOneHead(head)) return
      const answer = hotAnswers.toHead(head)
      if (!answer) return
      answered++
      assert.is(await differenceFromNode(head, plain, answer), undefined)
    })
    await fc.assert(property, { seed, numRuns })
  })
  return answered
}

/** What the connection cuts out of its stream: up to the first empty line. */
function isOneHead(head: string): boolean {
  return head.length >= 4 && head.indexOf('\r\n\r\n') === head.length - 4
}

/** Undefined when node saw exactly the request the head spells, and its answer is that of the fast path. */
async function differenceFromNode(head: string, plain: Plain, fast: Buffer): Promise<string | undefined> {
  plain.seen.length = 0
  plain.problems.length = 0
  const received = await sendAndEnd(plain.url, head)

  const [method = '', target = ''] = head.split(' ')
  const lines = head.slice(0, -4).split('\r\n').slice(1)
  const fields = lines.flatMap((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]
  })
  const expected = [{ method, target, fields, bodyBytes: 0 }]
  if (JSON.stringify([plain.seen, plain.problems]) !== JSON.stringify([expected, []]))
    return `node saw ${JSON.stringify([plain.seen, plain.problems])}`
  const slowAnswer = wholeAnswer(received, method)
  const fastAnswer = wholeAnswer(fast.toString('latin1'), method)
  return slowAnswer === fastAnswer ? undefined : `node answered ${slowAnswer}, the fast path ${fastAnswer}`
}

function wholeAnswer(bytes: string, method: string): string {
  const found = readAnswer(bytes, 0, method, false)
  if (!found?.answer || found.end !== bytes.length) return `something else: ${bytes.slice(0, 200)}`
  const { status, fields, body } = found.answer
  return JSON.stringify({ status, fields, body: Buffer.from(body, 'latin1').toString('base64') })
}

function sendAndEnd(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  socket.setEncoding('latin1')
  socket.end(Buffer.from(bytes, 'latin1'))
  return text(socket)
}

recognising.run()
