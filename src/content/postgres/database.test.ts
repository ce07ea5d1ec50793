import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createCuttable } from '../../testing/cuttable.ts'
import { createHeard } from '../../testing/heard.ts'
import { withDatabase } from '../../testing/postgres.ts'
import { freePort } from '../../core/free-port.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { type Database, openDatabase } from './database.ts'

const databases = suite('content/postgres/database')

databases('answers', () =>
  withDatabase(async ({ url }) => {
    const database = openDatabase(url)

    assert.is(await one(database).finally(database.close), 1)
  }),
)

databases('opens no more connections than the pool may have', () =>
  withDatabase(async ({ url, sql }) => {
    const database = openDatabase(url, { pool: 3 })

    await Promise.all(Array.from({ length: 20 }, () => one(database)))
    const [found] = await sql`
      select count(*)::integer as count from pg_stat_activity
      where datname = current_database() and application_name = 'enddel'`
    await database.close()

    assert.is(found!.count, 3)
  }),
)

databases('refuses a wrong password, and names neither that nor the right one', () =>
  withDatabase(async ({ urlWith }) => {
    const error = await failureAt(urlWith({ password: 'hunter2' }))

    assert.is(error.code, 'E_DATABASE')
    assert.match(
      error.message,
      /^PostgreSQL at 127\.0\.0\.1:\d+ lets nobody in: password authentication failed for user/,
    )
    assert.match(error.hint!, 'DATABASE_URL')
    assert.not.match(everythingOf(error), /hunter2|sesame/)
  }),
)

databases('refuses a database that does not exist', () =>
  withDatabase(async ({ urlWith }) => {
    const error = await failureAt(urlWith({ database: 'nowhere' }))

    assert.match(error.message, /^PostgreSQL at 127\.0\.0\.1:\d+ has no database nowhere$/)
    assert.match(error.hint!, '`createdb`')
    assert.not.match(everythingOf(error), 'sesame')
  }),
)

databases('says that nothing listens there', async () => {
  const port = await freePort()

  const error = await failureAt(`postgres://user:hunter2@127.0.0.1:${port}/reports`)

  assert.is(error.message, `PostgreSQL at 127.0.0.1:${port} cannot be reached: nothing listens there`)
  assert.match(error.hint!, 'start it')
  assert.not.match(everythingOf(error), 'hunter2')
})

databases('says that there is no such host', async () => {
  const error = await failureAt('postgres://nowhere.invalid/reports')

  assert.match(error.message, /^PostgreSQL at nowhere\.invalid:5432 cannot be reached: /)
})

databases('gives up a proxy that hangs up at once, without trying again and again', async () => {
  let connections = 0
  const proxy = createServer((socket) => {
    connections += 1
    socket.end()
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')

  const error = await failureAt(`postgres://127.0.0.1:${(proxy.address() as AddressInfo).port}/reports`)
  proxy.close()

  assert.match(error.message, 'cannot be reached: the connection was lost')
  assert.is(connections, 1)
})

databases('gives up what does not answer in time', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const database = openDatabase(`postgres://127.0.0.1:${(silent.address() as AddressInfo).port}/reports`, {
    deadlineMs: 20,
  })

  const error = await refusalOfAsync(one(database)).finally(database.close)
  silent.close()

  assert.match(error.message, 'cannot be reached: it does not answer')
})

databases('answers again after a connection was cut in the middle of a query', () =>
  withDatabase(async ({ urlWith, server }) => {
    const way = await createCuttable(server.port)
    const database = openDatabase(urlWith({ port: way.port }))
    await one(database)

    const cut = refusalOfAsync(database.run((sql) => sql`select pg_sleep(60)`))
    way.cut()
    const error = await cut
    const whileCut = await refusalOfAsync(one(database))
    way.mend()

    assert.match(error.message, 'cannot be reached: the connection was lost')
    assert.match(whileCut.message, 'cannot be reached: the connection was lost')
    assert.is(await one(database), 1)
    await database.close()
    await way.close()
  }),
)

databases('answers at once on another connection when the only one was reset', () =>
  withDatabase(async ({ urlWith, server }) => {
    const sockets = new Set<Socket>()
    const way = createServer((near) => {
      const far = connect(server.port, '127.0.0.1')
      sockets.add(near)
      for (const socket of [near, far]) socket.on('error', () => far.destroy())
      near.pipe(far).pipe(near)
    }).listen(0, '127.0.0.1')
    await once(way, 'listening')
    const { port } = way.address() as AddressInfo
    const database = openDatabase(urlWith({ port }), { pool: 1, deadlineMs: 5_000 })
    await one(database)

    const slow = database.run((sql) => sql`select pg_sleep(60)`)
    const afterwards = slow.catch(() => one(database))
    for (const socket of sockets) socket.resetAndDestroy()

    assert.is(await afterwards, 1)
    await database.close()
    way.close()
  }),
)

databases('answers again after the server was killed and started, whatever was asked meanwhile', () =>
  withDatabase(async ({ url, server }) => {
    const database = openDatabase(url)
    const asked = Promise.allSettled(Array.from({ length: 5 }, () => database.run((sql) => sql`select pg_sleep(60)`)))
    await one(database)

    await server.kill()
    const outcomes = await asked
    const whileDown = await Promise.allSettled(Array.from({ length: 5 }, () => one(database)))
    await server.start()

    assert.equal([...new Set([...outcomes, ...whileDown].map(({ status }) => status))], ['rejected'])
    assert.equal(await Promise.all(Array.from({ length: 5 }, () => one(database))), [1, 1, 1, 1, 1])
    await database.close()
  }),
)

databases('lets other queries end when one connection is lost', () =>
  withDatabase(async ({ url }) => {
    const database = openDatabase(url)
    const slow = database.run((sql) => sql`select pg_sleep(0.2), 7 as seven`)
    await one(database)

    const lost = refusalOfAsync(database.run((sql) => sql`select pg_terminate_backend(pg_backend_pid())`))

    assert.match((await lost).message, /cannot be reached/)
    assert.is((await slow)[0]!.seven, 7)
    assert.is(await one(database), 1)
    await database.close()
  }),
)

databases('tells what PostgreSQL answers to a wrong question, and keeps its connections', () =>
  withDatabase(async ({ url }) => {
    const database = openDatabase(url, { pool: 1 })
    const pid = () => database.run((sql) => sql`select pg_backend_pid() as pid`).then(([row]) => row!.pid as number)

    const before = await pid()
    const error = await refusalOfAsync(database.run((sql) => sql`select * from nothing`))

    assert.match(error.message, /database test_\w+: relation "nothing" does not exist$/)
    assert.is(await pid(), before)
    await database.close()
  }),
)

databases('leaves a bug what it is', () =>
  withDatabase(async ({ url }) => {
    const database = openDatabase(url)

    const error: unknown = await database
      .run(async () => Buffer.from(undefined as unknown as string))
      .catch((bug: unknown) => bug)
    await database.close()

    assert.instance(error, TypeError)
  }),
)

databases('refuses once it is closed, and closes twice as once', () =>
  withDatabase(async ({ url }) => {
    const database = openDatabase(url)
    await one(database)

    await Promise.all([database.close(), database.close()])

    assert.match((await refusalOfAsync(one(database))).message, 'is closed')
  }),
)

databases('closes although a query does not end', () =>
  withDatabase(async ({ url }) => {
    const database = openDatabase(url)
    const asked = refusalOfAsync(database.run((sql) => sql`select pg_sleep(60)`))
    await one(database)

    await database.close()

    assert.is((await asked).code, 'E_DATABASE')
  }),
)

databases('gives a session one connection, which is not made again', () =>
  withDatabase(async ({ url, sql }) => {
    const database = openDatabase(url)
    const losses = createHeard<string>()
    const session = database.openSession({ onLost: () => losses.add('lost') })
    await session.run((own) => own.unsafe('create temporary table mine (id integer)'))
    const [row] = await session.run((own) => own`select pg_backend_pid() as pid, count(*) from mine`)

    await sql`select pg_terminate_backend(${row!.pid as number})`
    await losses.until((items) => items.length > 0)
    const error = await refusalOfAsync(session.run((own) => own`select 1`))
    await database.close()

    assert.match(error.message, 'cannot be reached: the connection was lost')
    assert.equal(losses.items, ['lost'])
  }),
)

function one(database: Database): Promise<number> {
  return database.run((sql) => sql`select 1 as one`).then(([row]) => row!.one as number)
}

async function failureAt(url: string) {
  const database = openDatabase(url)
  return refusalOfAsync(one(database)).finally(database.close)
}

function everythingOf(error: Error & { hint: string | undefined }): string {
  return `${error.message} ${error.hint} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`
}

databases.run()
