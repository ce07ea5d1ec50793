import fc from 'fast-check'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { layoutOf, type Layout } from './answer-layout.ts'
import { AnswerReader, type WholeAnswer } from './answer-reader.ts'

const reader = suite('bench/load/answer-reader')

interface Made {
  method: 'GET' | 'HEAD'
  status: number
  /** What node:http is told to write, one by one. */
  pieces: string[]
  hasLength: boolean
}

reader('reads what node:http answers, wherever it is cut', async () => {
  const made: Made[] = [
    { method: 'GET', status: 200, pieces: ['some text'], hasLength: true },
    { method: 'GET', status: 200, pieces: ['one', 'two\r\n\r\n', 'three'], hasLength: false },
    { method: 'HEAD', status: 200, pieces: ['not sent'], hasLength: true },
    { method: 'GET', status: 304, pieces: [], hasLength: false },
    { method: 'GET', status: 204, pieces: [], hasLength: false },
    { method: 'GET', status: 200, pieces: ['HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc'], hasLength: true },
  ]
  const bytes = await answersOf(made)

  for (let cut = 0; cut <= bytes.length; cut++) assertRead(made, bytes, [cut])
})

reader('reads random answers of node:http in random pieces, known ones and new ones', async () => {
  const piece = fc.string({ minLength: 1, maxLength: 300 }).map((text) => Buffer.from(text).toString('latin1'))
  const answer = fc.record({
    method: fc.constantFrom('GET' as const, 'GET' as const, 'HEAD' as const),
    status: fc.constantFrom(200, 200, 200, 204, 304, 404, 503),
    pieces: fc.array(piece, { maxLength: 4 }),
    hasLength: fc.boolean(),
  })
  const cuts = fc.array(fc.nat(5000), { maxLength: 12 })

  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 5 }), cuts, async (made, cuts) => {
      const twice = [...made, ...made]
      assertRead(twice, await answersOf(twice), cuts)
    }),
    { numRuns: 60 },
  )
})

reader('recognises an answer of a layout it knows without parsing it', () => {
  const known = knownAnswers([false])
  const one = new AnswerReader(known)
  const bytes = (text: string) => Buffer.from(`HTTP/1.1 200 OK\r\nDate: ${text}\r\nContent-Length: 2\r\n\r\nok`)

  read(one, 0, bytes('monday'))
  read(one, 0, bytes('friday'))
  const parsedOfSame = known.met
  read(one, 0, bytes('sunday the 1st'))

  assert.is(parsedOfSame, 1)
  assert.is(known.met, 2)
})

reader('does not take an answer of another status or length for one it knows', () => {
  const known = knownAnswers([false])
  const one = new AnswerReader(known)
  const answers = [
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nokay',
    'HTTP/1.1 500 OK\r\nContent-Length: 4\r\n\r\nnone',
    'HTTP/1.1 500 OK\r\nContent-Length: 0\r\n\r\n',
  ]

  const found = answers.map((text) => read(one, 0, Buffer.from(text)) && [one.status, one.bytes])

  assert.equal(
    found,
    answers.map((text) => [Number(text.slice(9, 12)), text.length]),
  )
})

reader('skips interim answers and counts their bytes', () => {
  const one = new AnswerReader(knownAnswers([false]))
  const early = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n'
  const text = `HTTP/1.1 100 Continue\r\n\r\n${early}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`

  read(one, 0, Buffer.from(text))

  assert.equal([one.status, one.isWhole, one.bytes], [200, true, text.length])
})

reader('stops at the end of an answer when more follows', () => {
  const one = new AnswerReader(knownAnswers([false]))
  const text = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n0\r\nA: b\r\n\r\n'
  one.expect(0, true)

  const end = one.take(Buffer.from(`${text}HTTP/1.1`), 0, text.length + 8)

  assert.equal([end, one.isWhole, String(one.kept!.body)], [text.length, true, 'ok'])
})

reader('takes what has no length up to the end of the connection', () => {
  const one = new AnswerReader(knownAnswers([false]))

  read(one, 0, Buffer.from('HTTP/1.1 200 OK\r\n\r\nall of it'), true)
  const wasWhole = one.isWhole

  assert.equal([wasWhole, one.end(), one.isLast, String(one.kept!.body)], [false, true, true, 'all of it'])
})

reader('an end in the middle of a length or of chunks makes no whole answer', () => {
  const one = new AnswerReader(knownAnswers([false]))
  const halves = ['Content-Length: 5\r\n\r\nhal', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhal', 'Content-Le']

  const ends = halves.map((half) => read(one, 0, Buffer.from(`HTTP/1.1 200 OK\r\n${half}`)) && one.end())

  assert.equal(ends, [false, false, false])
})

reader('knows an answer after which the connection is closed', () => {
  const one = new AnswerReader(knownAnswers([false]))
  const heads = [
    'HTTP/1.1 200 OK\r\nConnection: Close',
    'HTTP/1.0 200 OK',
    'HTTP/1.0 200 OK\r\nConnection: keep-alive',
    'HTTP/1.1 200 OK',
  ]

  const isLast = heads.map((head) => read(one, 0, Buffer.from(`${head}\r\nContent-Length: 0\r\n\r\n`)) && one.isLast)

  assert.equal(isLast, [true, true, false, false])
})

reader('throws at what is no answer', () => {
  const refused = [
    'SSH-2.0-OpenSSH\r\n\r\n',
    'HTTP/1.1 20 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nno field\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n',
    'HTTP/1.1 101 Switching Protocols\r\n\r\n',
    `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(70_000)}`,
  ]

  for (const text of refused) {
    const one = new AnswerReader(knownAnswers([false]))
    assert.throws(() => read(one, 0, Buffer.from(text)), undefined, text.slice(0, 60))
  }
})

reader.run()

function knownAnswers(isHeadRequest: boolean[]) {
  const layouts: (Layout | undefined)[] = []
  return {
    layouts,
    isHeadRequest,
    met: 0,
    meet(request: number, head: WholeAnswer['head'], bytes: Buffer) {
      this.met++
      layouts[request] = layoutOf(head, bytes)
      return false
    },
  }
}

function read(reader: AnswerReader, request: number, bytes: Buffer, isKept = false): true {
  reader.expect(request, isKept)
  reader.take(bytes, 0, bytes.length)
  return true
}

/** All of them on one connection, as node:http sends them. */
async function answersOf(made: readonly Made[]): Promise<Buffer> {
  const listener: RequestListener = (request, response) => {
    const { status, pieces, hasLength } = made[Number(request.url!.slice(1))]!
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
    response.writeHead(status, hasLength && status !== 204 ? { 'Content-Length': length } : {})
    for (const piece of pieces) response.write(piece, 'latin1')
    response.end()
  }
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const requests = made.map(({ method }, index) => {
    const end = index === made.length - 1 ? 'Connection: close\r\n' : ''
    return `${method} /${index} HTTP/1.1\r\nHost: a\r\n${end}\r\n`
  })
  socket.write(requests.join(''))
  const bytes = await buffer(socket)
  server.close()
  return bytes
}

/** Reads answers cut at these places, every other one kept. */
function assertRead(made: readonly Made[], bytes: Buffer, cuts: readonly number[]): void {
  // The same answer again is the same request again.
  const requestOf = (index: number) => index % Math.ceil(made.length / 2)
  const known = knownAnswers(made.map(({ method }) => method === 'HEAD'))
  const one = new AnswerReader({ ...known, meet: known.meet.bind(known) })
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b)
  const isTwice = made.length > 1 && made[0] === made[made.length / 2]
  const found: unknown[] = []
  let [index, total] = [0, 0]
  const expectNext = () => one.expect(isTwice ? requestOf(index) : index, index % 2 === 0)
  const note = () => {
    found.push([one.status, index % 2 === 0 ? one.kept!.body.toString('latin1') : undefined])
    total += one.bytes
    index++
    expectNext()
  }

  expectNext()
  places.slice(1).forEach((to, piece) => {
    const shared = Buffer.alloc(bytes.length + 64, 10)
    const count = to - places[piece]!
    bytes.copy(shared, 0, places[piece], to)
    for (let at = 0; at < count;) {
      at = one.take(shared, at, count)
      if (one.isWhole) note()
    }
    shared.fill(0)
  })
  if (index < made.length && one.end()) note()

  const expected = made.map(({ method, status, pieces }, index) => {
    const body = method === 'HEAD' || status === 204 || status === 304 ? '' : pieces.join('')
    return [status, index % 2 === 0 ? body : undefined]
  })
  assert.equal(found, expected)
  assert.is(total, bytes.length)
}
