import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { buffer } from 'node:stream/consumers'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../core/lifecycle.ts'
import { askHttp2, withHttp2 } from '../testing/http2-client.ts'
import { answersIn, connectPlain, connectTls, get } from '../testing/tls-client.ts'
import { withTls } from '../testing/tls-serving.ts'
import { createGate } from '../testing/wire-site.ts'

const tlsStop = suite('serve/tls-stop')

const longMs = 30_000

tlsStop('stops with every answer sent whole: to slow readers, and those that are still being made', () =>
  withTls({}, async ({ url, ca, server }) => {
    const gate = createGate()
    const socket = await connectTls(url, { ca, alpn: ['http/1.1'] })
    const slow = await connectTls(url, { ca, alpn: ['http/1.1'] })
    await withHttp2(url, ca, async (session) => {
      const reader = session.request({ ':path': '/big' })
      await once(reader, 'response')
      slow.write(get('/big'))
      await once(slow, 'readable')
      socket.write(get('/gated/tls1'))
      const late = askHttp2(session, { ':path': '/gated/tls2' })
      await Promise.all([gate.reached('tls1'), gate.reached('tls2')])

      const closed = server.close()
      gate.open('tls1')
      gate.open('tls2')
      const answers = await Promise.all([buffer(socket), buffer(slow), buffer(reader), late])
      await closed

      assert.match(answers[0].toString(), 'Note tls1')
      assert.is(answersIn(answers[1], ['GET']).length, 1)
      assert.ok(answers[2].length > 2_000_000)
      assert.match(answers[3].body.toString(), 'Note tls2')
    })
  }),
)

tlsStop('tells sessions without a request that it stops, and waits for no handshake', () =>
  withTls({ drain: { partingMs: 20, deadlineMs: longMs } }, async ({ url, ca, server }) => {
    const handshaking = connectPlain(url)
    await once(handshaking, 'connect')
    await withHttp2(url, ca, async (session) => {
      await askHttp2(session, { ':path': '/' })

      const [goaway] = await Promise.all([once(session, 'goaway'), once(session, 'close'), server.close()])

      assert.equal(goaway.slice(0, 2), [0, 1])
      handshaking.destroy()
    })
  }),
)

tlsStop('answers what is asked while it stops, and says that it is the last', () =>
  withTls({ drain: { partingMs: 2_000, deadlineMs: longMs } }, async ({ url, ca, server }) => {
    await withHttp2(url, ca, async (session) => {
      await askHttp2(session, { ':path': '/' })
      void server.close()

      let told: unknown
      session.once('goaway', (code, lastStream) => (told = [code, lastStream]))
      const asked = ['/report/1', '/note/a', '/nope'].map((path) => askHttp2(session, { ':path': path }))
      const answers = await Promise.all(asked)

      assert.equal(
        answers.map(({ status }) => status),
        [200, 200, 404],
      )
      assert.equal(told, [0, 7])
    })
  }),
)

tlsStop('cuts what is left at the deadline', () =>
  withTls({ drain: { partingMs: 10, deadlineMs: 300 } }, async ({ url, ca, server }) => {
    const session = connectHttp2(url, { ca, settings: { initialWindowSize: 0 } })
    session.on('error', () => {})
    const stream = session.request({ ':path': '/big' })
    stream.on('error', () => {})
    await once(stream, 'response')

    const isDone = await within(longMs, server.close())

    assert.ok(isDone)
    session.destroy()
  }),
)

tlsStop.run()
