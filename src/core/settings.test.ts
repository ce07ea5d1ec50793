import { readFile } from 'node:fs/promises'
import { Option } from 'commander'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readEnvFile } from './env-file.ts'
import { type Setting, settings } from './settings.ts'
import { refusalOf } from '../testing/refusal.ts'

const table = suite('core/settings')

const rows: [string, Setting<unknown>][] = Object.entries(settings)
const variables = rows.flatMap(([, { env }]) => env ?? [])
const example = 'config/.env.production.example'

table('has a default for everything that its own parser takes', () => {
  const defaults = Object.fromEntries(rows.map(([name, row]) => [name, row.parse(name, row.default)]))

  const { renderThreads, ...rest } = defaults
  assert.ok((renderThreads as number) >= 1)
  assert.equal(rest, {
    out: 'out',
    host: '0.0.0.0',
    port: 3000,
    siteUrl: '',
    logLevel: 'info',
    accessLog: false,
    slowRequestMs: 1000,
    workers: 'auto',
    pinWorkers: false,
    renderQueue: 512,
    backlog: 1024,
    maxConnections: 20_000,
    tlsCert: '',
    tlsKey: '',
    hotBytes: 268_435_456,
    cacheBytes: 67_108_864,
    cacheEntries: 2000,
    diskCacheBytes: 1_073_741_824,
    warmPages: 100,
    redisUrl: '',
    productApiBase: '',
    lazyProducts: 256,
    productRefreshCron: '* * * * *',
    adminSecret: '',
    adminRemote: false,
    isCi: false,
  })
})

table('names every variable once', () => {
  assert.equal([...new Set(variables)], variables)
})

table('names settings as the command line names their flags', () => {
  const strays = rows.filter(([name, { flag }]) => flag && new Option(flag).attributeName() !== name)

  assert.equal(strays, [])
})

table('says how to set each', () => {
  assert.equal(
    rows.filter(([, { env, flag }]) => !env && !flag),
    [],
  )
})

table('masks what holds a secret', () => {
  const masked = rows.flatMap(([name, { mask }]) => (mask ? name : []))

  assert.equal(masked, ['redisUrl', 'productApiBase', 'adminSecret'])
})

table('keeps secrets out of its errors', () => {
  const secrets = rows.filter(([, { mask }]) => mask)

  const told = secrets.map(([name, { parse }]) => refusalOf(() => parse(name, '::hunter2')))

  assert.is(told.length, 3)
  assert.not.match(told.map(({ message, hint, cause }) => `${message} ${hint} ${cause}`).join(), 'hunter2')
})

table('stands in the README, with every default', async () => {
  const readme = await readFile('README.md', 'utf8')

  const missing = rows.filter(([, { env, flag, default: standard }]) => {
    const line = readme.split('\n').find((line) => line.startsWith('| ') && line.includes(`\`${env ?? flag}`))
    return !line?.includes(standard && standard !== 'false' ? `\`${standard}\`` : '')
  })

  assert.equal(
    missing.map(([name]) => name),
    [],
  )
})

table('stands in the example file, which says what holds without it', async () => {
  const found = await readEnvFile(example)

  const texts = Object.fromEntries(rows.flatMap(([, row]) => (row.env ? [[row.env, row.default]] : [])))
  const { CI, ...production } = texts
  assert.is(CI, '')
  assert.equal({ ...found }, production)
})

table('is explained in the example file, line by line', async () => {
  const text = await readFile(example, 'utf8')

  const bare = text.split(/\n\n+/).filter((paragraph) => /^\w+=/m.test(paragraph) && !paragraph.startsWith('# '))

  assert.equal(bare, [])
})

table.run()
