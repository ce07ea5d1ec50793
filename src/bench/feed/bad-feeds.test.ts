import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type WebSocket, WebSocketServer } from 'ws'
import { frame, opcodes } from '../../realtime/frames.ts'
import type { EnddelError } from '../../core/errors.ts'
import { openFeedClients } from './feed-load.ts'
import type { FeedResult } from './feed-plan.ts'

const bad = suite('bench/feed/bad-feeds')

bad('whose clock goes back are found out', async () => {
  const { wrong, problems } = await measuredWith((clients) => tell(clients, delta(7), delta(6)))

  assert.is(wrong, 2)
  assert.equal(problems, ['a delta of seq 6 came after seq 7 of epoch e1'])
})

bad('that tell the same moment twice are found out', async () => {
  const { wrong } = await measuredWith((clients) => tell(clients, delta(7), delta(7)))

  assert.is(wrong, 2)
})

bad('that go to another epoch without a snapshot are found out', async () => {
  const { wrong, problems } = await measuredWith((clients) => tell(clients, delta(7, 'e2')))

  assert.is(wrong, 2)
  assert.equal(problems, ['a delta of epoch e2 came after seq 5 of epoch e1'])
})

bad('that leave a client out are found out', async () => {
  const { wrong, problems } = await measuredWith(([first, second]) => {
    second!.on('message', (text) => String(text).includes('resume') && second!.send(delta(7)))
    tell([first!], delta(7))
  })

  assert.is(wrong, 1)
  assert.match(problems[0]!, /were not told all that others were told/)
})

bad('that say what is no message are found out', async () => {
  const { wrong, lost, problems } = await measuredWith((clients) => tell(clients, 'prices went up'))

  assert.equal([wrong, lost], [2, 0])
  assert.match(problems[0]!, /"prices went up" is no message of the feed/)
})

bad('that send fragments or bytes are found out, and read no further', async () => {
  const { wrong, lost, problems } = await measuredWith(([first, second]) => {
    first!.send(delta(6).slice(0, 20), { fin: false })
    second!.send(Buffer.from(delta(6)), { binary: true })
  })

  assert.equal([wrong, lost], [2, 2])
  assert.equal(problems.toSorted(), [
    'a frame has opcode 2, which the feed never sends',
    'a message came in fragments, which the feed never sends',
  ])
})

bad('that let clients go lose them, with or without a word', async () => {
  const { wrong, lost, problems } = await measuredWith(([first, second]) => {
    first!.close(1013, 'too slow')
    second!.terminate()
  })

  assert.equal([wrong, lost], [0, 2])
  assert.is(problems.length, 2)
  assert.ok(problems.includes('the server closed a connection with code 1013 (too slow)'))
})

bad('get the answer to a ping at once, with its own text', async () => {
  const pongs: string[] = []

  await measuredWith(async (clients) => {
    clients.forEach((client) => client.ping('how far?'))
    await Promise.all(clients.map(async (client) => pongs.push(String((await once(client, 'pong'))[0]))))
  })

  assert.equal(pongs, ['how far?', 'how far?'])
})

bad('that answer the upgrade with another key are no WebSocket', async () => {
  const message = await refusalBy(`${upgraded}Sec-WebSocket-Accept: c29tZXRoaW5nIGVsc2U=\r\n\r\n`)

  assert.match(message, /^0 of 2 .*Sec-WebSocket-Accept/)
})

bad('that answer with pages, or something else, are none', async () => {
  assert.match(await refusalBy('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'), /answered 403 Forbidden$/)
  assert.match(await refusalBy('SSH-2.0-OpenSSH_9.6\r\n\r\n'), /does not speak HTTP\/1\.1: "SSH/)
  assert.match(await refusalBy('x'.repeat(20_000)), /has no end/)
})

bad('that do not answer are not waited for longer than was said', async () => {
  const message = await refusalBy('', 50)

  assert.match(message, /^0 of 2 .*; the others had no answer within 50 ms$/)
})

bad('that send byte by byte are understood', async () => {
  const sent = [welcome, snapshot, delta(6)].map((text) => frame(opcodes.text, Buffer.from(text)))
  let last: Promise<unknown> = Promise.resolve()
  const answer = (socket: Socket, head: string) => {
    const key = /Sec-WebSocket-Key: (\S+)/.exec(head)![1]!
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    const bytes = Buffer.concat([Buffer.from(`${upgraded}Sec-WebSocket-Accept: ${accept}\r\n\r\n`), ...sent])
    last = Promise.all([last, drip(socket, bytes)])
  }

  const result = await withRawServer(answer, async (port) => {
    const clients = await openFeedClients(planOf(port), {})
    await last
    return clients.measure(0.05, new AbortController().signal).finally(clients.close)
  })

  assert.equal([result.clients, result.lost, result.wrong, result.problems], [2, 0, 0, []])
})

const welcome = '{"type":"welcome","version":1}'
const snapshot = '{"type":"snapshot","epoch":"e1","seq":5,"time":1,"figures":{"BTC.price":[1,1,"demo","live"]}}'
const upgraded = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'

function delta(seq: number, epoch = 'e1'): string {
  return `{"type":"delta","epoch":"${epoch}","seq":${seq},"figures":{"BTC.price":[${seq},1,"demo","live"]}}`
}

function tell(clients: readonly WebSocket[], ...texts: string[]): void {
  for (const client of clients) for (const text of texts) client.send(text)
}

/** Two clients of a feed that behaves until they have subscribed, and then as `misbehave` says. */
async function measuredWith(misbehave: (clients: WebSocket[]) => unknown): Promise<FeedResult> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/ws' })
  server.on('connection', (client) => {
    client.send(welcome)
    client.once('message', () => client.send(snapshot))
  })
  await once(server, 'listening')
  try {
    const clients = await openFeedClients(planOf((server.address() as AddressInfo).port), {})
    await misbehave([...server.clients])
    // On loopback what was sent is there already: it is read before the end of a measurement, however short that is.
    return await clients.measure(0.05, new AbortController().signal).finally(clients.close)
  } finally {
    server.clients.forEach((client) => client.terminate())
    server.close()
  }
}

/** What is said of a server that answers every head with `text`. */
async function refusalBy(text: string, timeoutMs = 10_000): Promise<string> {
  return withRawServer(
    (socket) => socket.write(text),
    async (port) => {
      const error = await openFeedClients({ ...planOf(port), timeoutMs }, {}).catch((error: unknown) => error)
      return (error as EnddelError).message
    },
  )
}

/** Runs `work` with a server of TCP; `answer` is called for each head of a request. */
async function withRawServer<Result>(
  answer: (socket: Socket, head: string) => void,
  work: (port: number) => Promise<Result>,
): Promise<Result> {
  const sockets: Socket[] = []
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.once('data', (head) => answer(socket, head.toString('latin1')))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    return await work((server.address() as AddressInfo).port)
  } finally {
    server.close()
    sockets.forEach((socket) => socket.destroy())
  }
}

async function drip(socket: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    socket.write(Buffer.of(byte))
    await turn()
  }
}

function planOf(port: number) {
  return { server: { hostname: '127.0.0.1', port }, clients: 2, threads: 1, topics: ['BTC'], timeoutMs: 10_000 }
}

bad.run()
