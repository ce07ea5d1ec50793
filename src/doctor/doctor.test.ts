import { once } from 'node:events'
import { appendFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { migrate } from '../content/postgres/migrate.ts'
import { openDatabase } from '../content/postgres/database.ts'
import { freePort } from '../core/free-port.ts'
import { requireCurrent } from '../output/current.ts'
import { makeCertificate } from '../testing/certificates.ts'
import { withDatabase } from '../testing/postgres.ts'
import { withRedis } from '../testing/redis.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'
import { runDoctor } from './doctor.ts'

const doctor = suite('doctor/doctor')

/** What is found of one thing, as `level: message`. */
async function found(about: string, env: Record<string, string>, folder: string, limitMs = 20_000): Promise<string[]> {
  const findings = await runDoctor({ folder, env: { PORT: String(await freePort()), ...env }, flags: {}, limitMs })
  return findings.filter((finding) => finding.about === about).map(({ level, message }) => `${level}: ${message}`)
}

doctor('has a fix for everything that is not well', () =>
  inTemporaryFolder(async (folder) => {
    const findings = await runDoctor({ folder, env: { MARKET: 'live' }, flags: {}, limitMs: 20_000 })

    const unfixed = findings.filter(({ level, fix }) => level !== 'ok' && !fix)
    assert.ok(findings.length > 12)
    assert.equal(unfixed, [])
  }),
)

doctor('tells of each wrong setting and goes on with the others, without telling a secret', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, '.env'), 'AUTO_UPDATE_SECRET_KEY=too-short-secret\nWORKERS=many\n')

    const findings = await runDoctor({ folder, env: {}, flags: {}, limitMs: 20_000 })

    const wrong = findings.filter(({ about }) => about === 'settings')
    assert.equal(
      wrong.map(({ level, message }) => [level, message]),
      [
        ['problem', 'WORKERS in .env is "many"'],
        ['problem', 'AUTO_UPDATE_SECRET_KEY in .env is not a secret of at least 32 bytes without spaces'],
      ],
    )
    assert.not(JSON.stringify(findings).includes('too-short-secret'))
  }),
)

doctor('knows a slip in the name of a setting', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, '.env.local'), 'REDIS_ULR=redis://127.0.0.1\nOWN_THING=1\n')

    assert.equal(await found('.env files', {}, folder), [
      'ok: .env.local read',
      'note: .env.local sets REDIS_ULR, which enddel does not know',
    ])
  }),
)

doctor('tells of a port in use', () =>
  inTemporaryFolder(async (folder) => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo

    const told = await found('port', { HOST: '127.0.0.1', PORT: String(port) }, folder)

    other.close()
    assert.equal(told, [`problem: ${port} on 127.0.0.1 is in use`])
  }),
)

doctor('finds the current build, and that a file of it is damaged', () =>
  withTinyBuild(async ({ out }) => {
    const whole = await found('build', {}, join(out, '..'))
    const { build } = await requireCurrent(out)
    await appendFile(join(out, 'builds', build, 'server/site.mjs'), '//')
    const damaged = await found('build', {}, join(out, '..'))

    assert.match(whole[0]!, /^ok: [0-9a-f]{16} in out: 5 pages, current since \d+ (h|days) ago$/)
    assert.match(damaged[0]!, /^problem: .*server\/site\.mjs: is not what the build wrote$/)
  }),
)

doctor('asks Redis how it is', () =>
  withRedis(async ({ url, client }) => {
    await client.config('SET', 'maxmemory', '100mb')
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru')

    const told = await found('Redis', { REDIS_URL: url }, '.')

    assert.match(told[0]!, /^(ok|note): version \d+\.\d+\.\d+, answers in [\d.]+ ms$/)
    assert.is(told[1], 'note: maxmemory-policy allkeys-lru: may evict the log of invalidations')
  }),
)

doctor('tells of a Redis that is not there, without telling its password', async () => {
  const port = await freePort()

  const told = await found('Redis', { REDIS_URL: `redis://:open-sesame@127.0.0.1:${port}` }, '.')

  assert.is(told.length, 1)
  assert.match(told[0]!, /^problem: Redis cannot be used: .*ECONNREFUSED/)
  assert.not.match(told[0]!, 'sesame')
})

doctor('gives up on what does not answer', async () => {
  const mute = createServer().listen(0, '127.0.0.1')
  await once(mute, 'listening')
  const { port } = mute.address() as AddressInfo

  const told = await found('PostgreSQL', { DATABASE_URL: `postgres://me@127.0.0.1:${port}/reports` }, '.', 300)

  mute.close()
  assert.is(told.length, 1)
  assert.match(told[0]!, /^problem: .*it does not answer$/)
})

doctor('tells of a database without tables, and that it is well once they are made', () =>
  withDatabase(async ({ url }) => {
    const bare = await found('PostgreSQL', { DATABASE_URL: url }, '.')
    const database = openDatabase(url, { pool: 1 })
    await migrate(database)
    await database.close()
    const made = await found('PostgreSQL', { DATABASE_URL: url }, '.')

    assert.match(bare[0]!, /^ok: version \d+.*, test_\w+ at 127\.0\.0\.1:\d+$/)
    assert.is(bare[1], 'problem: has no tables of reports')
    assert.is(made[1], 'ok: tables of reports tell of their changes')
  }),
)

doctor('tells how long a certificate is still good, and of a key that is not its own', () =>
  inTemporaryFolder(async (folder) => {
    const [one, other] = [await makeCertificate(folder, 'one'), await makeCertificate(folder, 'other')]

    const fitting = await found('TLS', { TLS_CERT: one.cert, TLS_KEY: one.key }, folder)
    const mixed = await found('TLS', { TLS_CERT: one.cert, TLS_KEY: other.key }, folder)
    const half = await found('TLS', { TLS_CERT: one.cert }, folder)

    assert.match(fitting[0]!, /^note: the certificate is good until \d{4}-\d\d-\d\d, 1 more day$/)
    assert.match(mixed[0]!, /^problem: .*other\.key is not the key of the certificate/)
    assert.equal(half, ['problem: one of TLS_CERT and TLS_KEY is set'])
  }),
)

doctor.run()
