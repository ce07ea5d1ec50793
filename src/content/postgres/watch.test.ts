import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createHeard, type Heard } from '../../testing/heard.ts'
import { createHeld } from '../../testing/held.ts'
import { addReader, type TestDatabase, withDatabase } from '../../testing/postgres.ts'
import { row, written } from '../../testing/source-suite.ts'
import { withReports, writeReport } from '../../testing/stored-reports.ts'
import { type Database, openDatabase } from './database.ts'
import { createPostgresSource } from './source.ts'
import { watchReports, type WatchEvent, type WatchOptions } from './watch.ts'

const watching = suite('content/postgres/watch')

/** So long that a test which needs a look by the clock would fail. */
const never = 1_000_000

watching('calls at the start, for what was changed before', () =>
  withWatches(async ({ database, watch }) => {
    const { calls, close } = watch(database, { lookEveryMs: never })

    await calls.until((items) => items.length === 1)
    await close()

    assert.equal(calls.items, [[]])
  }),
)

watching('hears every change', () =>
  withWatches(async ({ database, sql, watch }) => {
    const { calls, close } = watch(database, { lookEveryMs: never })
    await calls.until((items) => items.length === 1)

    await writeReport(sql, 'report-7', row(7))
    await calls.until(endsWith(['report-7']))
    await writeReport(sql, 'rally', { en: written(2) })
    await calls.until(endsWith(['rally', 'report-7']))
    const before = calls.items.length
    await sql`update enddel_report_text set source = 'x'`
    await calls.until((items) => items.length > before)
    await sql`delete from crypto_report`
    await calls.until(endsWith(['rally']))
    await close()

    assert.equal(calls.items.at(-1), ['rally'])
  }),
)

watching('makes one call of a storm, and one more of what comes while it runs', () =>
  withWatches(async ({ database, sql, watch }) => {
    const held = createHeld(() => {})
    const { calls, begun, close } = watch(database, {
      lookEveryMs: never,
      meanwhile: (count) => (count === 2 ? held.run() : undefined),
    })
    await calls.until((items) => items.length === 1)

    await writeReport(sql, 'report-1', row(1))
    await begun.until((items) => items.length === 2)
    for (let id = 2; id <= 200; id += 1) await writeReport(sql, `report-${id}`, row(id))
    held.finish()
    await calls.until((items) => items.at(-1)?.length === 200)
    await close()

    assert.is(calls.items.length, 3)
  }),
)

for (const isTold of [true, false]) {
  watching(
    `calls again for a report that a call has found, and that came and went between two looks (told: ${isTold})`,
    () =>
      withWatches(async ({ database, sql, watch }) => {
        if (!isTold) await withoutTriggers(sql)
        const { calls, close } = watch(database, { lookEveryMs: isTold ? never : 10, ...cameAndWent(sql) })

        await calls.until((items) => items.length === 2)
        await close()

        assert.equal(calls.items, [['report-7'], []])
      }),
  )
}

watching('does not call again for what was found already', () =>
  withWatches(async ({ database, sql, watch }) => {
    await withoutTriggers(sql)
    const looks = createHeard<string>()
    const first = (call: number) => (call === 1 ? writeReport(sql, 'rally', { en: written(2) }) : undefined)
    const { calls, close } = watch(counting(database, looks), { lookEveryMs: 5, first })
    await calls.until((items) => items.length === 1)

    const before = looks.items.length
    await looks.until((items) => items.length > before + 5)
    await close()

    assert.equal(calls.items, [['rally']])
  }),
)

watching('sees every change in a database that does not tell', () =>
  withWatches(async ({ database, sql, watch }) => {
    await withoutTriggers(sql)
    const { calls, events, close } = watch(database, { lookEveryMs: 10 })
    await calls.until((items) => items.length === 1)

    await writeReport(sql, 'report-7', row(7))
    await calls.until(endsWith(['report-7']))
    await writeReport(sql, 'rally', { en: written(2) })
    await calls.until(endsWith(['rally', 'report-7']))
    for (const change of ["crypto_report set css_content = ''", "enddel_report_text set source = 'x'"]) {
      const before = calls.items.length
      await sql.unsafe(`update ${change}`)
      await calls.until((items) => items.length > before)
    }
    await sql`delete from crypto_report`
    await calls.until(endsWith(['rally']))
    await close()

    assert.equal(events.items, [{ type: 'database-up', isTold: false }])
  }),
)

watching('sees what an older transaction changes after a younger one', () =>
  withWatches(async ({ database, sql, watch }) => {
    await writeReport(sql, 'report-7', row(7))
    await withoutTriggers(sql)
    const { calls, close } = watch(database, { lookEveryMs: 10 })

    let before = 0
    await sql.begin(async (older) => {
      await older`select pg_current_xact_id()`
      await writeReport(sql, 'report-8', row(8))
      await calls.until(endsWith(['report-7', 'report-8']))
      before = calls.items.length
      await older`update crypto_report set css_content = 'p{}' where id = 7`
    })
    await calls.until((items) => items.length > before)
    await close()

    assert.ok(calls.items.length > before)
  }),
)

watching('calls nobody while nothing is changed', () =>
  withWatches(async ({ database, sql, watch }) => {
    await withoutTriggers(sql)
    await writeReport(sql, 'report-7', row(7))
    await sql`create table other (id integer)`
    const looks = createHeard<string>()
    const { calls, close } = watch(counting(database, looks), { lookEveryMs: 5 })
    await calls.until((items) => items.length === 1)

    await sql`insert into other values (1)`
    const before = looks.items.length
    await looks.until((items) => items.length > before + 10)
    await close()

    assert.is(calls.items.length, 1)
  }),
)

watching('finds a server again that was killed, and what was written meanwhile', () =>
  withWatches(async ({ database, sql, server, watch }) => {
    const { calls, events, close } = watch(database, { lookEveryMs: 20 })
    await writeReport(sql, 'report-7', row(7))
    await calls.until(endsWith(['report-7']))

    await server.kill()
    await events.until((items) => items.at(-1)?.type === 'database-down')
    await server.start()
    await writeReport(sql, 'report-8', row(8))
    await calls.until(endsWith(['report-7', 'report-8']))
    await writeReport(sql, 'report-9', row(9))
    await calls.until(endsWith(['report-7', 'report-8', 'report-9']))
    await close()

    assert.equal(
      events.items.filter(({ type }) => type !== 'change-failed').map(({ type }) => type),
      ['database-up', 'database-down', 'database-up'],
    )
  }),
)

watching('waits for a server that is not there yet, and tells that once', () =>
  withWatches(async ({ database, server, watch }) => {
    await server.kill()
    const { calls, events, close } = watch(database, { lookEveryMs: 5 })
    await events.until((items) => items.length === 1)
    await server.start()
    await calls.until((items) => items.length > 0)
    await close()

    assert.match(JSON.stringify(events.items[0]), /"database-down","reason":"PostgreSQL at [^ ]+ cannot be reached/)
    assert.equal(events.items.filter(({ type }) => type === 'database-down').length, 1)
  }),
)

watching('calls again soon after a call that failed, also where it is told of changes', () =>
  withWatches(async ({ database, watch }) => {
    const { calls, events, close } = watch(database, {
      lookEveryMs: 1_100, // thirty times as long would be too long for this test
      meanwhile(count) {
        if (count === 1) throw new Error('no luck')
      },
    })

    await calls.until((items) => items.length === 1)
    await close()

    assert.equal(events.items[0], { type: 'database-up', isTold: true })
    assert.match(JSON.stringify(events.items.slice(1)), /^\[\{"type":"change-failed","error":\{\}\}\]$/)
  }),
)

watching('keeps one connection while it tries again and again', () =>
  withWatches(async ({ watch, ...test }) => {
    const user = await addReader(test)
    await test.sql`revoke select on crypto_report from ${test.sql(user)}`
    const reader = openDatabase(test.urlWith({ user }))
    const asked = createHeard<string>()
    const { calls, events, close } = watch(counting(reader, asked), { lookEveryMs: 1 })

    await asked.until((items) => items.length >= 10)
    const [found] = await test.sql`select count(*)::integer as count from pg_stat_activity where usename = ${user}`
    await close()
    await reader.close()

    assert.ok((found!.count as number) <= 2) // one of them on its way out
    assert.match(JSON.stringify(events.items), /^\[\{"type":"database-down","reason":"[^"]*permission denied/)
    assert.equal([calls.items, events.items.length], [[], 1])
  }),
)

watching('needs to read and no more', () =>
  withWatches(async ({ watch, ...test }) => {
    const reader = openDatabase(test.urlWith({ user: await addReader(test) }))
    const { calls, events, close } = watch(reader, { lookEveryMs: never })
    await calls.until((items) => items.length === 1)

    await writeReport(test.sql, 'report-7', row(7))
    await calls.until(endsWith(['report-7']))
    await close()
    await reader.close()

    assert.equal(events.items, [{ type: 'database-up', isTold: true }])
  }),
)

watching('notices when the tables are made', () =>
  withDatabase(async ({ url, sql }) => {
    const database = openDatabase(url)
    const calls = createHeard<string>()
    const watched = watchReports(database, {
      onChange: async () => void calls.add('called'),
      onEvent: () => {},
      lookEveryMs: 5,
    })

    try {
      await calls.until((items) => items.length === 1)
      await sql`create table crypto_report (id integer, html_content text)`
      await calls.until((items) => items.length === 2)
    } finally {
      await watched.close()
      await database.close()
    }

    assert.is(calls.items.length, 2)
  }),
)

watching('closes in the middle of a call, and closes twice as once', () =>
  withWatches(async ({ database, sql, watch }) => {
    const held = createHeld(() => {})
    const { calls, begun, close } = watch(database, { lookEveryMs: 5, meanwhile: () => held.run() })
    await begun.until((items) => items.length === 1)

    const closing = Promise.all([close(), close()])
    held.finish()
    await closing
    await writeReport(sql, 'report-7', row(7))
    const [found] = await sql`
      select count(*)::integer as count from pg_stat_activity where query ilike 'listen%' and pid <> pg_backend_pid()`

    assert.is(calls.items.length, 1)
    assert.is(found!.count, 0)
  }),
)

/** A database, and watches of it that are closed whatever happens: their clocks would keep the run from ending. */
async function withWatches(work: (test: Reports & { watch: Watch }) => Promise<void>): Promise<void> {
  await withReports(async (test) => {
    const watches: Watched[] = []
    const watch: Watch = (database, options) => {
      const watched = startWatch(database, options)
      watches.push(watched)
      return watched
    }
    await work({ ...test, watch }).finally(() => Promise.all(watches.map(({ close }) => close())))
  })
}

/** Each call lists the slugs there are, as a site does. */
function startWatch(database: Database, { lookEveryMs, first = () => {}, meanwhile = () => {} }: WatchingOptions) {
  const calls = createHeard<string[]>()
  const begun = createHeard<number>()
  const events = createHeard<WatchEvent>()
  const source = createPostgresSource(database)
  const onChange: WatchOptions['onChange'] = async () => {
    await first(begun.items.length + 1)
    const { drafts } = await source.list()
    begun.add(begun.items.length + 1)
    await meanwhile(begun.items.length)
    calls.add(drafts.map(({ slug }) => slug))
    return source.listedPrint()
  }
  const { close } = watchReports(database, { onChange, onEvent: events.add, lookEveryMs })
  return { calls, begun, events, close }
}

interface WatchingOptions {
  lookEveryMs: number
  /** Before a call lists the reports, and when it has. */
  first?: (call: number) => Promise<unknown> | void
  meanwhile?: (call: number) => Promise<unknown> | void
}

/** A report that is there only while the first call lists the reports. */
function cameAndWent(sql: TestDatabase['sql']): Pick<WatchingOptions, 'first' | 'meanwhile'> {
  return {
    first: (call) => (call === 1 ? writeReport(sql, 'report-7', row(7)) : undefined),
    meanwhile: (call) => (call === 1 ? sql`delete from crypto_report` : undefined),
  }
}

type Watch = typeof startWatch
type Watched = ReturnType<Watch>
type Reports = Parameters<Parameters<typeof withReports>[0]>[0]

function endsWith(slugs: readonly string[]): (calls: readonly string[][]) => boolean {
  return (calls) => JSON.stringify(calls.at(-1)) === JSON.stringify(slugs)
}

async function withoutTriggers(sql: TestDatabase['sql']): Promise<void> {
  for (const table of ['crypto_report', 'enddel_report', 'enddel_report_text']) {
    await sql.unsafe(`drop trigger enddel_tell_row on ${table}; drop trigger enddel_tell_all on ${table}`)
  }
}

/** The same, and hears of everything that sessions ask. */
function counting(database: Database, asked: Heard<string>): Database {
  return {
    ...database,
    openSession(options) {
      const session = database.openSession(options)
      return {
        ...session,
        run(work) {
          asked.add('asked')
          return session.run(work)
        },
      }
    },
  }
}

watching.run()
