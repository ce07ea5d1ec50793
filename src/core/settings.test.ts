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
    verify: false,
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
    databaseUrl: '',
    databasePool: 32,
    productApiBase: '',
    lazyProducts: 256,
    productRefreshCron: '* * * * *',
    adminSecret: '',
    adminRemote: false,
    market: 'off',
    fetchIntervalS: 10,
    cmcApiKey: '',
    taapiSecret: '',
    finnhubApiKey: '',
    coingeckoApiKey: '',
    binanceUrl: 'https://data-api.binance.vision',
    binanceStreamUrl: 'wss://data-stream.binance.vision',
    coinbaseStreamUrl: 'wss://ws-feed.exchange.coinbase.com',
    krakenStreamUrl: 'wss://ws.kraken.com/v2',
    coingeckoUrl: 'https://api.coingecko.com/api/v3',
    cmcUrl: 'https://pro-api.coinmarketcap.com',
    taapiUrl: 'https://api.taapi.io',
    finnhubUrl: 'https://finnhub.io/api/v1',
    fearGreedUrl: 'https://api.alternative.me',
    feedOrigins: [],
    feedClients: 10_000,
    feedClientsPerAddress: 100,
    chromiumPath: '',
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

  const keys = ['cmcApiKey', 'taapiSecret', 'finnhubApiKey', 'coingeckoApiKey']
  const streams = ['binanceUrl', 'binanceStreamUrl', 'coinbaseStreamUrl', 'krakenStreamUrl']
  const addresses = ['coingeckoUrl', 'cmcUrl', 'taapiUrl', 'finnhubUrl', 'fearGreedUrl']
  assert.equal(masked, ['redisUrl', 'databaseUrl', 'productApiBase', 'adminSecret', ...keys, ...streams, ...addresses])
})

table('keeps secrets out of its errors', () => {
  const secrets = rows.filter(([, { mask }]) => mask)

  // A header field cannot carry it; an address it is not either.
  const told = secrets.map(([name, { parse }]) => refusalOf(() => parse(name, '::hunter2 \n')))

  assert.is(told.length, 17)
  assert.not.match(told.map(({ message, hint, cause }) => `${message} ${hint} ${cause}`).join(), 'hunter2')
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
