import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openFileLog } from '../cache/file-log.ts'
import type { Invalidation } from '../cache/invalidation.ts'
import { fieldOf, KeepAliveClient } from '../testing/keep-alive-client.ts'
import type { RawAnswer } from '../testing/raw-client.ts'
import { withServer } from '../testing/serving.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'
import { createAdmin } from './admin.ts'
import { send } from './send.ts'

const adminSuite = suite('serve/admin')

const secret = '0123456789abcdef0123456789abcdef'
const path = '/internal/cache/invalidate'
const paths = [path, '/clear-cache', '/admin/cache/clear', '/internal/cache/products/invalidate']
const all = '{"all":true}'

interface Given {
  /** What was invalidated. */
  invalidated: Invalidation[]
  post(body: string, options?: { target?: string; authorization?: string }): Promise<RawAnswer>
  ask(target: string, method: string): Promise<RawAnswer>
  port: number
}

/** Admin behind a server of node's, with a log of its own. */
function withAdmin(
  options: { secret?: string; isRemote?: boolean; now?: () => number; host?: string },
  work: (given: Given) => Promise<void>,
): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const log = await openFileLog(join(folder, 'log'), { now: Date.now, onEvent() {} })
    const invalidated: Invalidation[] = []
    await log.follow((invalidation) => invalidated.push(invalidation))
    const admin = createAdmin({ secret, isRemote: false, log, ...options })
    const server = createServer((request, response) => {
      void admin.answer(request, request.url!).then((answer) => send(request, response, answer))
    })
    server.listen(0, options.host ?? '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const ask = async (target: string, request: Parameters<KeepAliveClient['ask']>[1]) => {
      const client = await KeepAliveClient.connect(`http://127.0.0.1:${port}`)
      return client.ask(target, request).finally(() => client.close())
    }
    try {
      await work({
        invalidated,
        port,
        ask: (target, method) => ask(target, { method, fields: `Authorization: Bearer ${secret}\r\n` }),
        post: (body, { target = path, authorization = `Bearer ${secret}` } = {}) =>
          ask(target, { method: 'POST', body, fields: authorization && `Authorization: ${authorization}\r\n` }),
      })
    } finally {
      server.closeAllConnections()
      server.close()
      await log.close()
    }
  })
}

adminSuite('knows its paths, and only those', () => {
  const admin = createAdmin({ secret, isRemote: false, log: { append: () => Promise.reject(new Error('closed')) } })

  assert.ok(paths.every(admin.handles))
  assert.not.ok(['/', '/internal/cache', `${path}/`, '/constructor', 'constructor', '__proto__'].some(admin.handles))
})

adminSuite('is closed as long as no secret is set, whatever is sent', () =>
  withAdmin({ secret: '' }, async ({ post, invalidated }) => {
    const answers = []
    for (const target of paths) answers.push(await post(all, { target }))
    answers.push(await post(all, { authorization: 'Bearer ' }), await post(all, { authorization: '' }))

    assert.equal(new Set(answers.map(({ status }) => status)), new Set([403]))
    assert.match(answers[0]!.body, 'AUTO_UPDATE_SECRET_KEY')
    assert.equal(invalidated, [])
  }),
)

adminSuite('lets in nobody with a missing or a wrong secret', () =>
  withAdmin({}, async ({ post, invalidated }) => {
    const wrong = [
      '',
      'Bearer',
      'Bearer  ',
      secret,
      `Basic ${secret}`,
      `Bearer ${secret}x`,
      `Bearer ${secret.slice(1)}`,
      `Bearer ${secret.toUpperCase()}`,
      `Bearer Bearer ${secret}`,
    ]

    const answers = []
    for (const authorization of wrong) answers.push(await post(all, { authorization }))

    assert.equal(new Set(answers.map(({ status }) => status)), new Set([401]))
    assert.is(fieldOf(answers[0]!, 'www-authenticate'), 'Bearer')
    assert.not.match(answers.map(({ body }) => body).join(), secret)
    assert.equal(invalidated, [])
  }),
)

adminSuite('lets in nobody after too many wrong secrets, before the minute is over', () => {
  let now = 60_000 * 100
  return withAdmin({ now: () => now }, async ({ post, invalidated }) => {
    const wrong = []
    for (let count = 0; count < 30; count++) wrong.push(await post(all, { authorization: 'Bearer wrong' }))
    now += 59_999
    const right = await post(all)
    now += 1
    const later = await post(all)

    assert.equal(new Set(wrong.map(({ status }) => status)), new Set([401]))
    assert.is(right.status, 429)
    assert.is(fieldOf(right, 'retry-after'), '60')
    assert.ok(later.status < 300)
    assert.is(invalidated.length, 1)
  })
})

adminSuite('changes something on POST alone', () =>
  withAdmin({}, async ({ ask, invalidated }) => {
    const answers = []
    for (const target of paths)
      for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) answers.push(await ask(target, method))

    assert.equal(new Set(answers.map(({ status }) => status)), new Set([405]))
    assert.equal(new Set(answers.map((answer) => fieldOf(answer, 'allow'))), new Set(['POST']))
    assert.equal(invalidated, [])
  }),
)

adminSuite('invalidates what is named, softly unless told otherwise', () =>
  withAdmin({}, async ({ post, invalidated }) => {
    const soft = await post('{"paths":["/a"],"prefixes":["/b/"],"tags":["c"]}')
    const hard = await post('{"tags":["c"],"hard":true}')
    await post('{"tags":["d"],"hard":false}')

    assert.equal(
      invalidated.map(({ mode, selector }) => ({ mode, selector })),
      [
        { mode: 'soft', selector: { paths: ['/a'], prefixes: ['/b/'], tags: ['c'] } },
        { mode: 'hard', selector: { tags: ['c'] } },
        { mode: 'soft', selector: { tags: ['d'] } },
      ],
    )
    const told = [soft, hard].map(({ body }) => JSON.parse(body) as Invalidation)
    assert.equal(
      told.map(({ version }) => version),
      invalidated.slice(0, 2).map(({ version }) => version),
    )
    assert.ok(soft.status === 200 || soft.status === 202)
  }),
)

adminSuite('has the paths of the predecessors, with and without a body', () =>
  withAdmin({}, async ({ post, invalidated }) => {
    await post('', { target: '/clear-cache' })
    await post('{}', { target: '/admin/cache/clear' })
    await post('', { target: '/internal/cache/products/invalidate' })

    assert.equal(
      invalidated.map(({ mode, selector }) => ({ mode, selector })),
      [
        { mode: 'hard', selector: { all: true } },
        { mode: 'hard', selector: { all: true } },
        { mode: 'soft', selector: { tags: ['products', 'api:products'] } },
      ],
    )
  }),
)

adminSuite('refuses a body that is not what it should be, and names the field', () =>
  withAdmin({}, async ({ post, invalidated }) => {
    const errorOf = async (body: string) => {
      const answer = await post(body)
      return `${answer.status} ${(JSON.parse(answer.body) as { error: string }).error}`
    }

    assert.match(await errorOf('{"paths":"/a"}'), /^400 the request body: paths: /)
    assert.match(await errorOf('{"paths":["/a",7]}'), /^400 the request body: paths\.1: /)
    assert.match(await errorOf('{"prefixes":["a"]}'), /^400 the request body: prefixes\.0: /)
    assert.match(await errorOf('{"tags":["a"],"hard":"yes"}'), /^400 the request body: hard: /)
    assert.match(await errorOf('{"tags":["a"],"soft":true}'), /^400 the request body: .*"soft"/)
    assert.match(await errorOf('{"__proto__":{"all":true}}'), /^400 the request body: /)
    assert.match(await errorOf('{}'), /^400 the request body: selects nothing/)
    assert.match(await errorOf(''), /^400 the request body: selects nothing/)
    assert.match(await errorOf('null'), /^400 the request body: /)
    assert.match(await errorOf('["/a"]'), /^400 the request body: /)
    assert.match(await errorOf('{"tags":'), /^400 the request body: not JSON/)
    assert.match(await errorOf(JSON.stringify({ tags: Array(1_001).fill('t') })), /^400 .* tags: /)
    assert.equal(invalidated, [])
  }),
)

adminSuite('lets in clients of other machines only where that is wished for', async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? [])
  const address = addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address
  // Without a network there is no other machine either.
  if (!address) return
  const body = '{"tags":["a"]}'
  const statusFrom = async (host: string, port: number) => {
    const client = await KeepAliveClient.connect(`http://${host}:${port}`)
    const request = { method: 'POST', body, fields: `Authorization: Bearer ${secret}\r\n` }
    return (await client.ask(path, request).finally(() => client.close())).status
  }

  await withAdmin({ host: '0.0.0.0' }, async ({ port, invalidated }) => {
    assert.is(await statusFrom(address, port), 403)
    assert.equal(invalidated, [])
    assert.ok((await statusFrom('127.0.0.1', port)) < 300)
  })
  // An IPv4 client of a socket that speaks both has another address.
  await withAdmin({ host: '::' }, async ({ port, invalidated }) => {
    assert.is(await statusFrom(address, port), 403)
    assert.ok((await statusFrom('127.0.0.1', port)) < 300)
    assert.is(invalidated.length, 1)
  })
  await withAdmin({ host: '0.0.0.0', isRemote: true }, async ({ port }) => {
    assert.ok((await statusFrom(address, port)) < 300)
  })
})

adminSuite('refuses a body that is too large while it is still being sent, and takes one that just fits', () =>
  withTinyBuild(({ out }) =>
    withServer(out, { adminSecret: secret }, async ({ url, events }) => {
      const post = async (bytes: number) => {
        const { hostname, port } = new URL(url)
        const socket = connect(Number(port), hostname)
        let text = ''
        socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
        socket.on('error', (error) => (text += error.message))
        const closed = new Promise((resolve) => socket.once('close', resolve))
        const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nConnection: close\r\n`
        socket.write(`${head}Content-Length: ${bytes}\r\n\r\n{"tags":["a"]}`)
        for (let sent = 14; sent < bytes && !text; sent += 4_096) {
          socket.write(' '.repeat(Math.min(4_096, bytes - sent)))
          await delay(0)
        }
        await closed
        return text
      }

      const large = await post(50_000_000)
      const chunked = await post(256 * 1024 + 1)
      const fits = await post(256 * 1024)

      assert.match(large, /^HTTP\/1\.1 413 [^]*The request body is longer than 262144 bytes\.\n$/)
      assert.match(chunked, /^HTTP\/1\.1 413 /)
      assert.match(fits, /^HTTP\/1\.1 20[02] /)
      assert.is(events.filter(({ type }) => type === 'invalidated').length, 1)
      assert.is(events.filter(({ type }) => type === 'request-failed').length, 0)
    }),
  ),
)

adminSuite('reaches the pages: a hard one is made anew before it is answered', () =>
  withTinyBuild(({ out }) =>
    withServer(out, { adminSecret: secret }, async ({ url, events }) => {
      const client = await KeepAliveClient.connect(url)
      const fields = `Authorization: Bearer ${secret}\r\n`
      const built = await client.ask('/report/1')

      await client.ask(path, { method: 'POST', fields, body: '{"prefixes":["/report/"],"hard":true}' })
      const renders = () => events.filter(({ type }) => type === 'rendered').length
      const before = renders()
      const made = await client.ask('/report/1')
      const rendered = renders()
      await client.ask('/')
      client.close()

      assert.is(made.status, 200)
      assert.is(made.body, built.body)
      assert.equal([before, rendered, renders()], [0, 1, 1])
    }),
  ),
)

adminSuite.run()
