import { isDeepStrictEqual } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createHeard } from '../../testing/heard.ts'
import {
  closesAtOnce,
  ignores,
  type Play,
  refuses,
  sends,
  type StubStream,
  withStream,
} from '../../testing/stub-stream.ts'
import type { ProviderProblem, Quote, QuoteStream } from '../quote.ts'
import type { StreamDialect, StreamReader } from './stream-dialect.ts'
import { createStreamSocket, type StreamOptions } from './stream-socket.ts'

const streamSocket = suite('market/streams/stream-socket')

streamSocket('tells quotes, and once that they are coming', async () => {
  await withStream(sends('1', '2', '3'), async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await quotes(3)

      assert.equal(told.items, [1, 'fine', 2, 3])
      assert.is(stub.asked.items[0]!.headers['sec-websocket-extensions'], undefined)
    })
  })
})

streamSocket('tells all of a burst, in order', async () => {
  const burst = Array.from({ length: 10_000 }, (_, index) => String(index + 1))
  await withStream(sends(...burst), async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await quotes(10_000)

      assert.equal(
        told.items.filter((item) => item !== 'fine'),
        burst.map(Number),
      )
    })
  })
})

streamSocket('sends its greeting first, and pings', async () => {
  const dialect = { greeting: 'hello', ping: { text: 'ping', everyMs: 1 } }
  await withStream(sends(), async (stub) => {
    await following(stub, { dialect }, async () => {
      await stub.messages.until(({ length }) => length >= 3)

      assert.equal(stub.messages.items.slice(0, 3), ['hello', 'ping', 'ping'])
    })
  })
})

streamSocket('ignores what is not JSON, not text or not known', async () => {
  const plays = sends('{"price":', '', 'null', '[[[[', '"?"', 'NaN', '1e999')
  await withStream(plays, async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await stub.asked.until(({ length }) => length === 1)
      stub.accepted[0]!.send(Buffer.from('7'), { binary: true })
      stub.accepted[0]!.send('8')
      await quotes(1)

      assert.equal(told.items, [8, 'fine'])
      assert.is(stub.asked.items.length, 1)
    })
  })
})

streamSocket('comes back when it was closed right after it was let in, however often', async () => {
  await withStream(closesAtOnce, async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await stub.asked.until(({ length }) => length === 20)
      stub.play(sends('1'))
      await quotes(1)

      assert.equal(told.items, [{ kind: 'network', detail: 'closed with 1013' }, 1, 'fine'])
    })
  })
})

streamSocket('says that a connection is lost, and when quotes come again', async () => {
  await withStream(sends('1'), async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await quotes(1)
      stub.accepted[0]!.terminate()
      await quotes(2)

      assert.equal(told.items, [1, 'fine', { kind: 'network', detail: 'closed with 1006' }, 1, 'fine'])
    })
  })
})

streamSocket('says that nobody is there', async () => {
  const stub = await withStream(ignores, async (stub) => stub)

  await following(stub, {}, async ({ told }) => {
    await told.until(({ length }) => length === 1)

    assert.match(JSON.stringify(told.items), /^\[\{"kind":"network","detail":"connect ECONNREFUSED /)
  })
})

streamSocket('says why it was refused, each reason once, and goes on trying', async () => {
  await withStream(refuses(403), async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await stub.asked.until(({ length }) => length === 3)
      stub.play(refuses(302, { Location: `${stub.url}/elsewhere` }))
      await told.until(({ length }) => length === 2)
      stub.play(refuses(429, { 'Retry-After': '0' }))
      await told.until(({ length }) => length === 3)
      stub.play(sends('1'))
      await quotes(1)

      assert.equal(told.items, [
        { kind: 'plan', detail: 'status 403' },
        { kind: 'upstream', status: 302 },
        { kind: 'rate-limited', retryAfterMs: 0 },
        1,
        'fine',
      ])
      assert.ok(stub.asked.items.every(({ url }) => url === '/'))
    })
  })
})

streamSocket('does not come again before it was asked to', async () => {
  await withStream(refuses(429, { 'Retry-After': '99999999999' }), async (stub) => {
    await following(stub, {}, async ({ told }) => {
      await told.until(({ length }) => length === 1)
      await othersComeBack(stub) // and this one was not asked to wait

      assert.equal(told.items, [{ kind: 'rate-limited', retryAfterMs: 99_999_999_999_000 }])
      assert.is(comings(stub), 1)
    })
  })
})

streamSocket('gives up a handshake that is not answered', async () => {
  await withStream(ignores, async (stub) => {
    await following(stub, { handshakeMs: 10 }, async ({ told, quotes }) => {
      await told.until(({ length }) => length === 1)
      stub.play(sends('1'))
      await quotes(1)

      assert.equal(told.items, [{ kind: 'timeout', detail: 'no answer to the handshake' }, 1, 'fine'])
    })
  })
})

streamSocket('gives up a handshake whose answer never ends', async () => {
  await withStream(drips, async (stub) => {
    await following(stub, { handshakeMs: 20 }, async ({ told }) => {
      await told.until(({ length }) => length === 1)

      assert.equal(told.items, [{ kind: 'timeout', detail: 'no answer to the handshake' }])
    })
  })
})

streamSocket('gives up a connection that has become silent', async () => {
  await withStream(sends('1'), async (stub) => {
    await following(stub, { silentMs: 20 }, async ({ told }) => {
      await told.until((items) => isDeepStrictEqual(items.slice(-3), [silent, 1, 'fine']))

      assert.ok(stub.accepted.length > 1)
    })
  })
})

streamSocket('takes no garbage for a sign of life', async () => {
  await withStream(every(2, '?'), async (stub) => {
    await following(stub, { silentMs: 20 }, async ({ told }) => {
      await told.until(({ length }) => length === 1)

      assert.equal(told.items, [{ kind: 'timeout', detail: 'silent' }])
    })
  })
})

streamSocket('gives up a connection that lives but never has a quote', async () => {
  await withStream(every(1, '"alive"'), async (stub) => {
    await following(stub, { silentMs: 50 }, async ({ told }) => {
      const noQuotes = { kind: 'timeout', detail: 'no quotes' }

      await told.until((items) => items.some((item) => isDeepStrictEqual(item, noQuotes)))

      assert.not(told.items.includes('fine'))
    })
  })
})

streamSocket('lets go of a server that sends too much at once, or no text at all', async () => {
  await withStream(sends(`"${'x'.repeat(64 * 1024)}"`), async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await told.until(({ length }) => length === 1)
      stub.play(({ accept }) => accept().send(Buffer.from([0xff, 0xfe]), { binary: false }))
      await told.until(({ length }) => length === 2)
      stub.play(sends('1'))
      await quotes(1)

      assert.equal(told.items, [
        { kind: 'shape', detail: 'Max payload size exceeded' },
        { kind: 'shape', detail: 'Invalid WebSocket frame: invalid UTF-8 sequence' },
        1,
        'fine',
      ])
    })
  })
})

streamSocket('tells what a provider complains of, until the next quote', async () => {
  await withStream(sends('"sorry"', '"sorry"', '1', '"sorry"', '2'), async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await quotes(2)

      assert.equal(told.items, [sorry, 1, 'fine', sorry, 2, 'fine'])
    })
  })
})

streamSocket('holds a complaint for the reason when the connection ends', async () => {
  await withStream(complainsAndLeaves, async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await stub.asked.until(({ length }) => length === 3)
      stub.play(sends('"sorry"', '1'))
      await quotes(1)
      stub.play(sends('2'))
      stub.accepted.at(-1)!.close(1001)
      await quotes(2)

      assert.equal(told.items, [sorry, 1, 'fine', { kind: 'network', detail: 'closed with 1001' }, 2, 'fine'])
    })
  })
})

streamSocket('has the next connection before it leaves one that is to be closed', async () => {
  await withStream(sends('1'), async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await quotes(1)
      stub.play(sends())
      const [first] = stub.accepted
      first!.send('"leaving"')
      first!.send('"leaving"')
      await stub.asked.until(({ length }) => length === 2)
      first!.send('2')
      await quotes(2)
      stub.accepted[1]!.send('3')
      await stub.ended.until(({ length }) => length === 1)
      stub.accepted[1]!.send('4')
      await quotes(4)

      assert.equal(told.items, [1, 'fine', 2, 3, 4])
      assert.equal(stub.ended.items, [{ index: 0, code: 1000 }])
      assert.is(stub.asked.items.length, 2)
    })
  })
})

streamSocket('replaces a connection that is old, without a gap', async () => {
  await withStream(sends('1'), async (stub) => {
    await following(stub, { lifeMs: 10 }, async ({ told }) => {
      await stub.ended.until(({ length }) => length === 3)

      assert.equal(
        told.items.filter((item) => item !== 1),
        ['fine'],
      )
      assert.equal(stub.ended.items[0], { index: 0, code: 1000 })
    })
  })
})

streamSocket('stays with what it has while the next one fails', async () => {
  await withStream(sends('1'), async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await quotes(1)
      stub.play(refuses(500))
      stub.accepted[0]!.send('"leaving"')
      await stub.asked.until(({ length }) => length === 4)
      stub.accepted[0]!.send('2')
      await quotes(2)
      stub.play(sends('"sorry"', '"leaving"', '3'))
      await quotes(3)

      assert.equal(told.items.slice(0, 4), [1, 'fine', 2, 3])
    })
  })
})

streamSocket('says so when the old one ends before there is a next one', async () => {
  await withStream(sends('1'), async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await quotes(1)
      stub.play(sends())
      stub.accepted[0]!.send('"leaving"')
      await stub.asked.until(({ length }) => length === 2)
      stub.accepted[0]!.close(1001)
      await told.until(({ length }) => length === 3)
      await othersComeBack(stub)
      stub.accepted[1]!.send('2')
      await quotes(2)

      assert.equal(told.items, [1, 'fine', { kind: 'network', detail: 'closed with 1001' }, 2, 'fine'])
      assert.is(comings(stub), 2)
    })
  })
})

streamSocket('comes no sooner than the next one may when the old one ends', async () => {
  await withStream(sends('1'), async (stub) => {
    await following(stub, {}, async ({ told, quotes }) => {
      await quotes(1)
      stub.play(refuses(429, { 'Retry-After': '3600' }))
      stub.accepted[0]!.send('"leaving"')
      await stub.asked.until(({ length }) => length === 2)
      await othersComeBack(stub)
      stub.accepted[0]!.close(1001)
      await told.until(({ length }) => length === 3)
      await othersComeBack(stub)

      assert.is(comings(stub), 2)
    })
  })
})

streamSocket('also leaves a connection that was to be closed before its first quote', async () => {
  await withStream(sends('"leaving"', '1'), async (stub) => {
    await following(stub, {}, async ({ told }) => {
      await stub.ended.until(({ length }) => length === 2)

      assert.equal(told.items.slice(0, 3), [1, 'fine', 1])
    })
  })
})

streamSocket('does not wait longer and longer when its connections had stood well', async () => {
  let now = 0
  const waits = { firstBackoffMs: 1, maxBackoffMs: 60_000, random: () => 1, now: () => now }
  await withStream(sends('1'), async (stub) => {
    await following(stub, waits, async ({ quotes }) => {
      for (let count = 1; count <= 30; count++) {
        await quotes(count)
        now += 60_000
        stub.accepted.at(-1)!.terminate()
      }

      await quotes(31)
      assert.is(stub.accepted.length, 31)
    })
  })
})

streamSocket('tells nothing once it is closed', async () => {
  await withStream(sends('1'), async (stub) => {
    await following(stub, {}, async ({ told, quotes, stream }) => {
      await quotes(1)

      const closed = stream.close()
      stub.accepted[0]!.send('2')
      await Promise.all([closed, stream.close()])

      assert.equal(told.items, [1, 'fine'])
      assert.equal(stub.ended.items, [{ index: 0, code: 1000 }])
    })
  })
})

streamSocket('is closed by a listener, in the middle of what it is told', async () => {
  await withStream(sends('1', '2'), async (stub) => {
    const told: unknown[] = []
    const stream = createStreamSocket({ ...dialectFor(stub.url), createReader: () => twice }, quick)
    await new Promise<void>((resolve) => {
      const quote = (quote: Quote) => {
        told.push(quote.priceUsd)
        resolve(stream.close())
      }
      stream.start({ quote, state: (problem) => told.push(problem) })
    })

    assert.equal(told, [1])
  })
})

streamSocket('ends a handshake when it is closed', async () => {
  await withStream(ignores, async (stub) => {
    await following(stub, {}, async ({ told, stream }) => {
      await stub.asked.until(({ length }) => length === 1)

      await stream.close()

      assert.equal(told.items, [])
    })
  })
})

streamSocket('does not come back when it is closed while it waits', async () => {
  await withStream(refuses(500), async (stub) => {
    await following(stub, {}, async ({ told, stream }) => {
      await told.until(({ length }) => length === 1)

      await stream.close()
      const before = comings(stub)
      await othersComeBack(stub)

      assert.is(comings(stub), before)
      assert.is(told.items.length, 1)
    })
  })
})

streamSocket('is over within moments when the other side does not answer that it is closed', async () => {
  await withStream(sends('1'), async (stub) => {
    await following(stub, {}, async ({ quotes, stream }) => {
      await quotes(1)
      stub.accepted[0]!.pause()

      await stream.close()

      assert.equal(stub.ended.items, [])
    })
  })
})

streamSocket('does nothing when it is closed before it starts', async () => {
  await withStream(closesAtOnce, async (stub) => {
    const stream = createStreamSocket(dialectFor(stub.url), quick)
    await stream.close()

    stream.start({ quote: () => {}, state: () => {} })
    await othersComeBack(stub)

    assert.ok(stub.asked.items.every(({ url }) => url === '/other'))
  })
})

type Told = number | 'fine' | ProviderProblem

interface Following {
  stream: QuoteStream
  /** Prices, problems, and `fine` for none. */
  told: ReturnType<typeof createHeard<Told>>
  /** Resolves when so many quotes were told. */
  quotes(count: number): Promise<void>
}

/** Waits that are over at once. */
const quick = { firstBackoffMs: 1, maxBackoffMs: 4 }

const silent = { kind: 'timeout', detail: 'silent' }
const sorry = { kind: 'bad-request', detail: 'sorry' } as const

async function following(
  { url }: Pick<StubStream, 'url'>,
  { dialect, ...options }: StreamOptions & { dialect?: Partial<StreamDialect> },
  work: (following: Following) => Promise<void>,
): Promise<void> {
  const stream = createStreamSocket({ ...dialectFor(url), ...dialect }, { ...quick, ...options })
  const told = createHeard<Told>()
  stream.start({
    quote: ({ priceUsd }) => told.add(priceUsd),
    state: (problem) => told.add(problem ?? 'fine'),
  })
  const quotes = (count: number) =>
    told.until((items) => items.filter((item) => typeof item === 'number').length >= count)
  try {
    await work({ stream, told, quotes })
  } finally {
    await stream.close()
  }
}

/** Lets another stream come back so often that this one would have had the time too. */
async function othersComeBack({ url, asked, play }: StubStream): Promise<void> {
  const enough = asked.items.length + 10
  play(closesAtOnce)
  const other = createStreamSocket(dialectFor(`${url}/other`), quick)
  other.start({ quote: () => {}, state: () => {} })
  await asked.until(({ length }) => length >= enough)
  await other.close()
}

/** How often it came itself. */
function comings({ asked }: StubStream): number {
  return asked.items.filter(({ url }) => url === '/').length
}

/** The plainest of all: a number is a price. */
function dialectFor(url: string): StreamDialect {
  return { name: 'demo', url, createReader: () => plain }
}

const plain: StreamReader = (message) => {
  if (typeof message === 'number' && Number.isFinite(message)) {
    return [{ type: 'quote', quote: { symbol: 'BTC', priceUsd: message, sourceTime: undefined } }]
  }
  if (message === 'sorry') return [{ type: 'problem', problem: sorry }]
  return message === 'leaving' || message === 'alive' ? [{ type: message }] : []
}

const twice: StreamReader = (message) => [...plain(message), ...plain(message)]

function every(ms: number, message: string): Play {
  return ({ accept }) => {
    const socket = accept()
    const timer = setInterval(() => socket.send(message), ms)
    socket.once('close', () => clearInterval(timer))
  }
}

const complainsAndLeaves: Play = ({ accept }) => {
  const socket = accept()
  socket.send('"sorry"')
  socket.close(1000)
}

const drips: Play = ({ socket }) => {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nX-Field: ')
  const timer = setInterval(() => socket.write('x'), 2)
  socket.once('close', () => clearInterval(timer))
}

streamSocket.run()
