import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { brotliCompressSync } from 'node:zlib'
import { answerText, type AskedServer, startAskedServer } from '../../testing/asked-server.ts'
import { countOf, maxMs, percentileMs } from '../figures/histogram.ts'
import { digestOf } from './check-answer.ts'
import { runLoad } from './load.ts'
import type { LoadPlan, PlannedRequest } from './load-plan.ts'
import type { LoadResult } from './load-result.ts'

const load = suite('bench/load/load')

const never = new AbortController().signal
const good = answerText('good')
const closed = (seconds: number, requests?: number) =>
  ({ kind: 'closed', seconds, ...(requests && { requests }) }) as const

load('closed model: each connection asks again until the time is over', async () => {
  const stub = await startAskedServer((socket) => socket.write(good))

  const result = await run(stub, { connections: 3, pace: closed(0.3) })

  assert.ok(result.answers > 3)
  assert.is(result.answers, stub.heads.length)
  assert.equal([result.asked, result.lost, result.retried, result.wrong], [result.answers, 0, 0, 0])
  assert.equal(result.statuses, { 200: result.answers })
  assert.is(result.bytes, result.answers * good.length)
  assert.is(countOf(result.latency), result.answers)
  assert.is(result.lateness, '')
  assert.is(stub.opened(), 3)
  assert.ok(result.busy > 0 && result.busy <= 1)
  await ended(stub)
})

load('with a number of requests each is sent once, by all threads together', async () => {
  const stub = await startAskedServer((socket) => socket.write(good))
  const requests = Array.from({ length: 50 }, (_, index) => request(`/${index}`))
  const order = requests.map((_, index) => index)

  const result = await run(stub, { requests, order, connections: 7, threads: 3, pace: closed(60, 50) })

  const asked = stub.heads.map((head) => Number(/^GET \/(\d+) /.exec(head)![1])).sort((a, b) => a - b)
  assert.equal([result.asked, result.answers], [50, 50])
  assert.equal(asked, order)
  await ended(stub)
})

load('as many requests as connections: all are under way at once, each on its own', async () => {
  const waiting: (() => void)[] = []
  const stub = await startAskedServer((socket) => {
    waiting.push(() => socket.write(good))
    if (waiting.length === 40) for (const answer of waiting) answer()
  })

  const result = await run(stub, { connections: 40, threads: 2, pace: closed(60, 40) })

  assert.equal([result.answers, result.lost, stub.opened()], [40, 0, 40])
  await ended(stub)
})

load('open model: as many as are due are sent, with the requests in their order', async () => {
  const stub = await startAskedServer((socket) => socket.write(good))
  const requests = [request('/a'), request('/b')]

  const result = await run(stub, {
    requests,
    order: [0, 1, 1],
    connections: 4,
    pace: { kind: 'open', seconds: 0.5, perSecond: 60 },
  })

  assert.equal([result.asked, result.answers, result.lost], [30, 30, 0])
  assert.is(stub.heads.filter((head) => head.startsWith('GET /b')).length, 20)
  assert.ok(countOf(result.lateness) > 0)
  await ended(stub)
})

load('open model: what a server holds back is in the latency of all that came due meanwhile', async () => {
  const held: (() => void)[] = []
  let isHeld = true
  const stub = await startAskedServer((socket) => {
    if (!isHeld) return void socket.write(good)
    held.push(() => socket.write(good))
    // Both connections wait; what is due now waits for one of them.
    if (held.length === 2) setTimeout(letGo, 150, performance.now())
  })
  let heldMs = 0
  const letGo = (since: number) => {
    isHeld = false
    heldMs = performance.now() - since
    for (const answer of held) answer()
  }

  const result = await run(stub, { connections: 2, pace: { kind: 'open', seconds: 0.4, perSecond: 100 } })

  assert.equal([result.asked, result.answers], [40, 40])
  assert.ok(maxMs(result.latency) >= heldMs)
  // Due every 10 ms, so a quarter of them while the server held; a tenth waited for more than half of that time.
  assert.ok(percentileMs(result.latency, 90) >= heldMs / 2)
  assert.ok(countOf(result.lateness) < 40)
  await ended(stub)
})

load('open model: what is never sent is lost', async () => {
  const stub = await startAskedServer(() => {})

  const result = await run(stub, {
    connections: 1,
    timeoutMs: 200,
    pace: { kind: 'open', seconds: 0.1, perSecond: 100 },
  })

  assert.equal([result.asked, result.answers, result.lost], [10, 0, 10])
  await ended(stub)
})

load('what is not answered in time is lost, and its connection with it', async () => {
  const stub = await startAskedServer((socket, index) => void (index > 0 && socket.write(good)))

  const result = await run(stub, { connections: 1, timeoutMs: 400, pace: closed(60, 3) })

  assert.equal([result.asked, result.answers, result.lost, result.retried], [3, 2, 1, 0])
  assert.is(stub.opened(), 2)
  await ended(stub)
})

load(
  'a connection that is reset, or closed in the middle of an answer, is replaced and the request sent again',
  async () => {
    const stub = await startAskedServer((socket, index) => {
      if (index === 1) socket.resetAndDestroy()
      else if (index === 4) socket.end(good.slice(0, -1))
      else socket.write(good)
    })

    const result = await run(stub, { connections: 1, pace: closed(60, 6) })

    assert.equal([result.asked, result.answers, result.lost, result.retried, result.wrong], [6, 6, 0, 2, 0])
    assert.is(stub.heads.length, 8)
    await ended(stub)
  },
)

load('what is lost twice is lost, and the load goes on', async () => {
  const stub = await startAskedServer((socket, index) => {
    if (index === 1 || index === 2) socket.resetAndDestroy()
    else socket.write(good)
  })

  const result = await run(stub, { connections: 1, pace: closed(60, 3) })

  assert.equal([result.answers, result.lost, result.retried], [2, 1, 0])
  await ended(stub)
})

load('a server that refuses everything is not asked without a pause', async () => {
  const stub = await startAskedServer(() => {})
  await stub.close()

  const result = await run(stub, { connections: 1, pace: closed(0.5) })

  // After 0, 50, 150 and 350 ms at the earliest.
  assert.ok(result.lost >= 1 && result.lost <= 4, `${result.lost}`)
  assert.is(result.asked, result.lost)
})

load('a server that closes after each answer loses nothing', async () => {
  const last = answerText('good', { fields: ['Connection: close'] })
  const stub = await startAskedServer((socket) => void socket.end(last))

  const result = await run(stub, { connections: 2, pace: closed(60, 5) })

  assert.equal([result.answers, result.lost, result.retried, stub.opened()], [5, 0, 0, 5])
  await ended(stub)
})

load('a body up to the end of the connection, chunks and an interim answer are answers, too', async () => {
  const stub = await startAskedServer((socket, index) => {
    if (index === 0) socket.end('HTTP/1.1 200 OK\r\n\r\ngood')
    else if (index === 1) socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n')
    else socket.write(`HTTP/1.1 103 Early\r\n\r\n${good}`)
  })

  const result = await run(stub, { connections: 1, checkEvery: 1, pace: closed(60, 3) })

  assert.equal([result.answers, result.wrong, result.checked], [3, 0, 3])
  await ended(stub)
})

load('finds that every answer is wrong by one byte', async () => {
  const stub = await startAskedServer((socket) => socket.write(answerText('gooD')))

  const result = await run(stub, { connections: 2, checkEvery: 1, pace: closed(60, 20) })

  assert.equal([result.wrong, result.checked], [20, 20])
  assert.equal(result.problems, Array(5).fill('/: the body (4 bytes) is not the expected one'))
  await ended(stub)
})

load('finds one wrong answer of the right length when its turn comes', async () => {
  const stub = await startAskedServer((socket, index) => socket.write(index === 49 ? answerText('gooD') : good))

  const result = await run(stub, { connections: 1, checkEvery: 10, pace: closed(60, 100) })

  assert.equal([result.wrong, result.checked], [1, 11])
  await ended(stub)
})

load('finds one answer of another length, also when none is in its turn', async () => {
  const stub = await startAskedServer((socket, index) => socket.write(index === 33 ? answerText('good?') : good))

  const result = await run(stub, { connections: 1, checkEvery: 1_000_000, pace: closed(60, 100) })

  assert.equal([result.wrong, result.checked], [1, 2])
  assert.equal(result.problems, ['/: the body (5 bytes) is not the expected one'])
  await ended(stub)
})

load('looks at the status of every answer', async () => {
  const bad = good.replace('200', '500')
  const stub = await startAskedServer((socket, index) => socket.write(index % 4 === 3 ? bad : good))

  const result = await run(stub, { connections: 1, checkEvery: 1_000_000, pace: closed(60, 100) })

  assert.equal([result.wrong, result.statuses], [25, { 200: 75, 500: 25 }])
  assert.is(result.problems[0], '/: the status is 500 instead of 200')
  await ended(stub)
})

load('what is no answer, or is followed by more than was asked for, is wrong', async () => {
  const stub = await startAskedServer((socket, index) => {
    if (index === 0) socket.write('nonsense\r\n\r\n')
    else socket.write(index === 1 ? `${good}and more` : good)
  })

  const result = await run(stub, { connections: 1, pace: closed(60, 4) })

  assert.equal([result.answers, result.lost, result.wrong], [3, 1, 2])
  assert.equal(result.problems, ['/: an answer does not begin with "nonsense"', '/: 8 bytes follow the answer'])
  await ended(stub)
})

load('answers in pieces and large coded ones are read and found right', async () => {
  const page = Buffer.from(Array.from({ length: 40_000 }, (_, index) => index * 7919).join(' '))
  const body = brotliCompressSync(page)
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: ${body.length}\r\n\r\n`
  const stub = await startAskedServer((socket) => {
    socket.write(head.slice(0, 30))
    setImmediate(() => socket.write(Buffer.concat([Buffer.from(head.slice(30)), body])))
  })
  const requests = [request('/', { digest: digestOf(page, []), fields: { 'content-encoding': 'br' } })]

  const result = await run(stub, { requests, connections: 3, checkEvery: 2, pace: closed(60, 20) })

  assert.equal([result.answers, result.wrong], [20, 0])
  assert.is(result.bytes, 20 * (head.length + body.length))
  await ended(stub)
})

load('a stop ends it with the figures so far, and without sockets', async () => {
  const stop = new AbortController()
  const stub = await startAskedServer((socket, index) => void (index < 10 ? socket.write(good) : stop.abort()))

  const result = await run(stub, { connections: 1, threads: 1, timeoutMs: 60_000, pace: closed(60) }, stop.signal)

  assert.equal([result.asked, result.answers, result.lost], [11, 10, 0])
  await ended(stub)
})

load('a stop before the start asks for nothing', async () => {
  const stub = await startAskedServer((socket) => socket.write(good))

  const result = await run(stub, { connections: 2, pace: closed(60) }, AbortSignal.abort())

  assert.equal([result.asked, result.answers, stub.heads.length], [0, 0, 0])
  await ended(stub)
})

load('tells how many came in each second, while it runs and afterwards', async () => {
  const stub = await startAskedServer((socket) => socket.write(good))
  const told: number[] = []
  const pace = { kind: 'open', seconds: 2.5, perSecond: 40 } as const

  const result = await runLoad(plan(stub, { connections: 4, threads: 2, pace }), {
    stop: never,
    onSecond: (answers) => told.push(answers),
  })

  assert.is(result.perSecond.length, 2)
  assert.ok(told.length >= 2 && told.every((answers) => answers > 0))
  assert.ok(result.perSecond.every((answers) => answers > 0))
  assert.is(result.asked, 100)
  await ended(stub)
})

load.run()

function request(target: string, expect: Partial<PlannedRequest['expect']> = {}): PlannedRequest {
  const whole = { status: 200, fields: {}, digest: digestOf(Buffer.from('good'), []), mask: [], ...expect }
  return { text: `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`, method: 'GET', target, expect: whole }
}

function plan({ server }: AskedServer, changes: Partial<LoadPlan>): LoadPlan {
  const [requests, order] = [[request('/')], [0]]
  const size = { connections: 1, threads: 1, timeoutMs: 20_000, checkEvery: 10 }
  return { server, requests, order, ...size, pace: closed(1), ...changes }
}

function run(stub: AskedServer, changes: Partial<LoadPlan>, stop: AbortSignal = never): Promise<LoadResult> {
  return runLoad(plan(stub, changes), { stop, onSecond() {} })
}

/** All sockets of the load are closed. */
async function ended(stub: AskedServer): Promise<void> {
  await stub.empty()
  await stub.close()
}
