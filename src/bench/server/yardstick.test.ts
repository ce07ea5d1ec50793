import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { isGone } from '../../testing/serve-process.ts'
import { startYardstick } from './yardstick.ts'

const yardstick = suite('bench/server/yardstick')
const get = 'GET /any?path HTTP/1.1\r\nHost: a\r\n\r\n'

yardstick('answers each GET with the same page, and 304 to who has it', () =>
  withYardstick(async ({ url }) => {
    const [one, other] = [await fetch(url), await fetch(new URL('/other', url))]
    const again = await fetch(url, { headers: { 'If-None-Match': one.headers.get('etag')! } })

    assert.equal([one.status, other.status, again.status], [200, 200, 304])
    const body = await one.text()
    assert.is(body.length, 3_000)
    assert.is(await other.text(), body)
  }),
)

yardstick('answers requests that come together, and one that comes in pieces', () =>
  withYardstick(async ({ url }) => {
    const tellUndated = async (parts: readonly string[]) => (await told(url, parts)).replaceAll(/\r\nDate: [^\r]+/g, '')
    const answer = await tellUndated([get])
    const three = await tellUndated([get + get + get])
    const pieces = await tellUndated([...(get + get)])

    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/)
    assert.is(three, answer.repeat(3))
    assert.is(pieces, answer.repeat(2))
  }),
)

yardstick('refuses what is no GET, and heads without an end', () =>
  withYardstick(async ({ url }) => {
    assert.match(await told(url, [`POST / HTTP/1.1\r\nHost: a\r\n\r\n`]), /^HTTP\/1\.1 405 [^]*\r\n\r\n$/)
    assert.match(await told(url, [`GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}`]), /^HTTP\/1\.1 431 [^]*\r\n\r\n$/)
  }),
)

yardstick('is a process of its own, which is gone when closed, and closed twice', async () => {
  const server = await startYardstick({ cores: '0' })
  const [pid] = server.pids

  const was = await isGone(pid!)
  await server.close()
  await server.close()

  assert.is(was, false)
  assert.ok(pid !== process.pid)
  assert.is(await isGone(pid!), true)
  assert.equal([server.role, server.cores], ['yardstick', '0'])
})

yardstick('ends when the process that started it is gone', async () => {
  const child = fork(fileURLToPath(new URL(`./yardstick-server${extname(import.meta.url)}`, import.meta.url)))
  const ended = once(child, 'exit')
  await once(child, 'message')

  child.disconnect()

  assert.equal(await ended, [0, null])
})

yardstick('that cannot start says why', async () => {
  const { code, message } = await refusalOfAsync(startYardstick({ cores: '4096' }))

  assert.is(code, 'E_BENCH_SERVER')
  assert.match(message, 'affinity')
})

yardstick.run()

async function withYardstick(work: (server: { url: URL }) => Promise<void>): Promise<void> {
  const server = await startYardstick({ cores: undefined })
  try {
    await work(server)
  } finally {
    await server.close()
  }
}

/** All that is answered to `pieces`, each of which is sent when the one before is on its way, until the server ends. */
async function told(url: URL, pieces: readonly string[]): Promise<string> {
  const socket: Socket = connect({ port: Number(url.port), host: url.hostname, noDelay: true })
  let text = ''
  socket.setEncoding('latin1').on('data', (part: string) => (text += part))
  for (const piece of pieces) await new Promise((done) => socket.write(piece, done))
  socket.end()
  await once(socket, 'close')
  return text
}
