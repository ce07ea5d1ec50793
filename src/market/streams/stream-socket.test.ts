import { isDeepStrictEqual } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  createPlainStream,
  following,
  followingAt,
  othersComeBack,
  readPlain,
  sorry,
} from '../../testing/plain-stream.ts'
import { closesAtOnce, ignores, type Play, refuses, sends, withStream } from '../../testing/stub-stream.ts'
import type { Quote } from '../quote.ts'
import type { StreamReader } from './stream-dialect.ts'

const streamSocket = suite('market/streams/stream-socket')

streamSocket('tells quotes, and once that they are coming', async () => {
  await following(sends('1', '2', '3'), {}, async ({ stub, told, quotes }) => {
    await quotes(3)

    assert.equal(told.items, [1, 'fine', 2, 3])
    assert.is(stub.asked.items[0]!.headers['sec-websocket-extensions'], undefined)
  })
})

streamSocket('tells all of a burst, in order', async () => {
  const burst = Array.from({ length: 10_000 }, (_, index) => String(index + 1))
  await following(sends(...burst), {}, async ({ told, quotes }) => {
    await quotes(10_000)

    assert.equal(
      told.items.filter((item) => item !== 'fine'),
      burst.map(Number),
    )
  })
})

streamSocket('sends its greeting first, and pings', async () => {
  const dialect = { greeting: 'hello', ping: { text: 'ping', everyMs: 1 } }
  await following(sends(), { dialect }, async ({ stub }) => {
    await stub.messages.until(({ length }) => length >= 3)

    assert.equal(stub.messages.items.slice(0, 3), ['hello', 'ping', 'ping'])
  })
})

streamSocket('ignores what is not JSON, not text or not known', async () => {
  const plays = sends('{"price":', '', 'null', '[[[[', '"?"', 'NaN', '1e999')
  await following(plays, {}, async ({ stub, told, quotes }) => {
    await stub.asked.until(({ length }) => length === 1)
    stub.accepted[0]!.send(Buffer.from('7'), { binary: true })
    stub.accepted[0]!.send('8')
    await quotes(1)

    assert.equal(told.items, [8, 'fine'])
    assert.is(stub.asked.items.length, 1)
  })
})

streamSocket('says that nobody is there', async () => {
  const stub = await withStream(ignores, async (stub) => stub)

  await followingAt(stub.url, {}, async ({ told }) => {
    await told.until(({ length }) => length === 1)

    assert.match(JSON.stringify(told.items), /^\[\{"kind":"network","detail":"connect ECONNREFUSED /)
  })
})

streamSocket('says why it was refused, each reason once, and goes on trying', async () => {
  await following(refuses(403), {}, async ({ stub, told, quotes }) => {
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

streamSocket('gives up a handshake that is not answered', async () => {
  await following(ignores, { handshakeMs: 10 }, async ({ stub, told, quotes }) => {
    await told.until(({ length }) => length === 1)
    stub.play(sends('1'))
    await quotes(1)

    assert.equal(told.items, [{ kind: 'timeout', detail: 'no answer to the handshake' }, 1, 'fine'])
  })
})

streamSocket('gives up a handshake whose answer never ends', async () => {
  await following(drips, { handshakeMs: 20 }, async ({ told }) => {
    await told.until(({ length }) => length === 1)

    assert.equal(told.items, [{ kind: 'timeout', detail: 'no answer to the handshake' }])
  })
})

streamSocket('gives up a connection that has become silent', async () => {
  await following(sends('1'), { silentMs: 20 }, async ({ stub, told }) => {
    await told.until((items) => isDeepStrictEqual(items.slice(-3), [silent, 1, 'fine']))

    assert.ok(stub.accepted.length > 1)
  })
})

streamSocket('takes no garbage for a sign of life', async () => {
  await following(every(2, '?'), { silentMs: 20 }, async ({ told }) => {
    await told.until(({ length }) => length === 1)

    assert.equal(told.items, [{ kind: 'timeout', detail: 'silent' }])
  })
})

streamSocket('gives up a connection that lives but never has a quote', async () => {
  await following(every(1, '"alive"'), { silentMs: 50 }, async ({ told }) => {
    const noQuotes = { kind: 'timeout', detail: 'no quotes' }

    await told.until((items) => items.some((item) => isDeepStrictEqual(item, noQuotes)))

    assert.not(told.items.includes('fine'))
  })
})

streamSocket('lets go of a server that sends too much at once, or no text at all', async () => {
  await following(sends(`"${'x'.repeat(64 * 1024)}"`), {}, async ({ stub, told, quotes }) => {
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

streamSocket('tells what a provider complains of, until the next quote', async () => {
  await following(sends('"sorry"', '"sorry"', '1', '"sorry"', '2'), {}, async ({ told, quotes }) => {
    await quotes(2)

    assert.equal(told.items, [sorry, 1, 'fine', sorry, 2, 'fine'])
  })
})

streamSocket('holds a complaint for the reason when the connection ends', async () => {
  await following(complainsAndLeaves, {}, async ({ stub, told, quotes }) => {
    await stub.asked.until(({ length }) => length === 3)
    stub.play(sends('"sorry"', '1'))
    await quotes(1)
    stub.play(sends('2'))
    stub.accepted.at(-1)!.close(1001)
    await quotes(2)

    assert.equal(told.items, [sorry, 1, 'fine', { kind: 'network', detail: 'closed with 1001' }, 2, 'fine'])
  })
})

streamSocket('tells nothing once it is closed', async () => {
  await following(sends('1'), {}, async ({ stub, told, quotes, stream }) => {
    await quotes(1)

    const closed = stream.close()
    stub.accepted[0]!.send('2')
    await Promise.all([closed, stream.close()])

    assert.equal(told.items, [1, 'fine'])
    assert.equal(stub.ended.items, [{ index: 0, code: 1000 }])
  })
})

streamSocket('is closed by a listener, in the middle of what it is told', async () => {
  await withStream(sends('1', '2'), async (stub) => {
    const told: unknown[] = []
    const stream = createPlainStream(stub.url, { dialect: { createReader: () => twice } })
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
  await following(ignores, {}, async ({ stub, told, stream }) => {
    await stub.asked.until(({ length }) => length === 1)

    await stream.close()

    assert.equal(told.items, [])
  })
})

streamSocket('is over within moments when the other side does not answer that it is closed', async () => {
  await following(sends('1'), {}, async ({ stub, quotes, stream }) => {
    await quotes(1)
    stub.accepted[0]!.pause()

    await stream.close()

    assert.equal(stub.ended.items, [])
  })
})

streamSocket('does nothing when it is closed before it starts', async () => {
  await withStream(closesAtOnce, async (stub) => {
    const stream = createPlainStream(stub.url)
    await stream.close()

    stream.start({ quote: () => {}, state: () => {} })
    await othersComeBack(stub)

    assert.ok(stub.asked.items.every(({ url }) => url === '/other'))
  })
})

const silent = { kind: 'timeout', detail: 'silent' }

const twice: StreamReader = (message) => [...readPlain(message), ...readPlain(message)]

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
