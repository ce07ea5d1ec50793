import { byteSize } from './byte-size.ts'
import { maskAddress, maskSecret } from './mask.ts'
import {
  anyText,
  apiAddress,
  autoOrCount,
  between,
  cronLine,
  databaseAddress,
  hostName,
  logLevel,
  oneOf,
  optional,
  originList,
  providerKeyText,
  redisAddress,
  secretKey,
  siteAddress,
  streamAddress,
  threadCount,
  trueOrFalse,
} from './setting-values.ts'

export interface Setting<Value> {
  /** The environment variable, also in `.env`. */
  env?: string
  /** The flag of `enddel serve`, for what a person would type. Its name in camel case is the setting's. */
  flag?: string
  /** As a person would write it, and read by the same parser; an empty one means none. */
  default: string
  /** Gets the name of the variable or flag for its errors. */
  parse(name: string, text: string): Value
  /** Set where the value must not be shown as it is. */
  mask?(value: Value): string
  about: string
}

/** Every setting. Environment, `.env`, flags, their help and `--print-config` all follow from this table. */
export const settings = {
  out: setting({
    flag: '--out <folder>',
    default: 'out',
    parse: anyText,
    about: 'the folder that `enddel build` wrote',
  }),
  verify: setting({
    env: 'VERIFY_BUILD',
    flag: '--verify [true|false]',
    default: 'false',
    parse: trueOrFalse,
    about: 'whether each file of the current build is checked before it is served; a damaged build is refused',
  }),
  host: setting({
    env: 'HOST',
    flag: '--host <address>',
    default: '0.0.0.0',
    parse: hostName,
    about: 'address to listen on',
  }),
  port: setting({
    env: 'PORT',
    flag: '--port <number>',
    default: '3000',
    parse: between(0, 65_535),
    about: 'port to listen on; 0 takes a free one',
  }),
  siteUrl: setting({
    env: 'SITE_URL',
    default: '',
    parse: optional(siteAddress),
    about: 'where the site will be, such as https://example.com, for canonical links, feeds and sitemaps',
  }),
  logLevel: setting({
    env: 'LOG_LEVEL',
    default: 'info',
    parse: logLevel,
    about: 'trace, debug, info, warn, error, fatal or silent',
  }),
  accessLog: setting({
    env: 'ACCESS_LOG',
    flag: '--access-log [true|false]',
    default: 'false',
    parse: trueOrFalse,
    about: 'a log line for every request, not only for slow and failed ones',
  }),
  slowRequestMs: setting({
    env: 'SLOW_REQUEST_MS',
    default: '1000',
    parse: between(1, 3_600_000),
    about: 'milliseconds from which a request is logged as slow',
  }),
  workers: setting({
    env: 'WORKERS',
    flag: '--workers <n|auto>',
    default: 'auto',
    parse: autoOrCount,
    about: 'processes that answer requests; auto is one for each core',
  }),
  pinWorkers: setting({
    env: 'V8_PIN_THREADS',
    default: 'false',
    parse: trueOrFalse,
    about: 'whether each worker keeps to one core, where taskset exists',
  }),
  renderThreads: setting({
    env: 'RENDER_THREADS',
    flag: '--render-threads <n|auto>',
    default: 'auto',
    parse: threadCount,
    about: 'threads that render on demand; auto is one for each core',
  }),
  renderQueue: setting({
    env: 'V8_QUEUE_CAPACITY',
    default: '512',
    parse: between(1, 1_000_000),
    about: 'pages that may wait for a render thread; beyond that the answer is 503 with Retry-After',
  }),
  backlog: setting({
    env: 'TCP_BACKLOG',
    default: '1024',
    parse: between(1, 65_535),
    about: 'connections that may wait to be accepted',
  }),
  maxConnections: setting({
    env: 'MAX_CONNECTIONS',
    default: '20000',
    parse: between(1, 1_000_000),
    about: 'open connections of a worker; further ones are closed',
  }),
  tlsCert: setting({
    env: 'TLS_CERT',
    flag: '--tls-cert <file>',
    default: '',
    parse: anyText,
    about: 'PEM file of the certificate chain; needs the key too',
  }),
  tlsKey: setting({
    env: 'TLS_KEY',
    flag: '--tls-key <file>',
    default: '',
    parse: anyText,
    about: 'PEM file of the private key; needs the certificate too',
  }),
  hotBytes: setting({
    env: 'HOT_BYTES',
    flag: '--hot-bytes <size>',
    default: '256MiB',
    parse: byteSize,
    about: 'bytes of pages kept ready to be written, the most popular first',
  }),
  cacheBytes: setting({
    env: 'CACHE_BYTES',
    flag: '--cache-bytes <size>',
    default: '64MiB',
    parse: (name, text) => byteSize(name, text, 1),
    about: 'bytes of pages rendered on demand that are kept in memory',
  }),
  cacheEntries: setting({
    env: 'CACHE_ENTRIES',
    default: '2000',
    parse: between(1, 10_000_000),
    about: 'pages rendered on demand that are kept in memory',
  }),
  diskCacheBytes: setting({
    env: 'DISK_CACHE_BYTES',
    default: '1GiB',
    parse: byteSize,
    about: 'bytes of pages rendered on demand that are kept on disk, for use without Redis; 0 keeps none',
  }),
  warmPages: setting({
    env: 'WARM_PAGES',
    default: '100',
    parse: between(0, 100_000),
    about: 'popular pages rendered on demand that are made before the server says it is ready',
  }),
  redisUrl: setting({
    env: 'REDIS_URL',
    default: '',
    parse: optional(redisAddress),
    mask: maskAddress,
    about: 'Redis that all instances share, redis:// or rediss://; empty goes without',
  }),
  databaseUrl: setting({
    env: 'DATABASE_URL',
    default: '',
    parse: optional(databaseAddress),
    mask: maskAddress,
    about: 'PostgreSQL that holds the reports, postgres:// or postgresql://; empty takes the folder of the content',
  }),
  databasePool: setting({
    env: 'DATABASE_POOL',
    default: '32',
    parse: between(1, 1_000),
    about: 'connections to PostgreSQL at most',
  }),
  productApiBase: setting({
    env: 'PRODUCT_API_BASE',
    default: '',
    parse: optional(apiAddress),
    mask: maskAddress,
    about: 'the product API behind /api/, http:// or https://; empty takes the products of the build',
  }),
  lazyProducts: setting({
    env: 'PRODUCT_LAZY_CACHE_CAPACITY',
    default: '256',
    parse: between(1, 1_000_000),
    about: 'products kept in memory after they were first asked for',
  }),
  productRefreshCron: setting({
    env: 'PRODUCT_REFRESH_CRON',
    default: '* * * * *',
    parse: cronLine,
    about: 'when the product lists are fetched anew, as a cron line: minute, hour, day, month, weekday',
  }),
  adminSecret: setting({
    env: 'AUTO_UPDATE_SECRET_KEY',
    default: '',
    parse: optional(secretKey),
    mask: maskSecret,
    about: 'the bearer token of the admin routes, at least 32 bytes; empty closes them',
  }),
  adminRemote: setting({
    env: 'ADMIN_REMOTE',
    flag: '--admin-remote [true|false]',
    default: 'false',
    parse: trueOrFalse,
    about: 'whether admin routes answer clients on any address, not on loopback alone',
  }),
  market: setting({
    env: 'MARKET',
    flag: '--market <live|demo|off>',
    default: 'off',
    parse: oneOf('live', 'demo', 'off'),
    about: 'where figures come from: providers, a simulation, or the dated snapshot of the content alone',
  }),
  fetchIntervalS: setting({
    env: 'FETCH_INTERVAL_SECONDS',
    default: '10',
    parse: between(1, 3_600),
    about: 'seconds between questions for prices that no stream tells of',
  }),
  cmcApiKey: providerKey('CMC_API_KEY', 'of CoinMarketCap, the second choice for prices and global figures'),
  taapiSecret: providerKey('TAAPI_SECRET', 'of TAAPI, for RSI; without it RSI is computed from candles'),
  finnhubApiKey: providerKey('FINNHUB_API_KEY', 'of Finnhub, for the index funds'),
  coingeckoApiKey: providerKey('COINGECKO_API_KEY', 'of CoinGecko, which also answers without one, less often'),
  binanceUrl: providerAddress('BINANCE_URL', 'https://data-api.binance.vision'),
  binanceStreamUrl: providerStream('BINANCE_WS_URL', 'wss://data-stream.binance.vision'),
  coinbaseStreamUrl: providerStream('COINBASE_WS_URL', 'wss://ws-feed.exchange.coinbase.com'),
  krakenStreamUrl: providerStream('KRAKEN_WS_URL', 'wss://ws.kraken.com/v2'),
  coingeckoUrl: providerAddress('COINGECKO_URL', 'https://api.coingecko.com/api/v3'),
  cmcUrl: providerAddress('CMC_URL', 'https://pro-api.coinmarketcap.com'),
  taapiUrl: providerAddress('TAAPI_URL', 'https://api.taapi.io'),
  finnhubUrl: providerAddress('FINNHUB_URL', 'https://finnhub.io/api/v1'),
  fearGreedUrl: providerAddress('FEAR_GREED_URL', 'https://api.alternative.me'),
  feedOrigins: setting({
    env: 'FEED_ORIGINS',
    default: '',
    parse: originList,
    about: 'other sites whose pages may read the feed, such as https://example.com, by commas',
  }),
  feedClients: setting({
    env: 'FEED_CLIENTS',
    default: '10000',
    parse: between(1, 1_000_000),
    about: 'clients of the feed of a worker at once; further ones are asked to come later',
  }),
  feedClientsPerAddress: setting({
    env: 'FEED_CLIENTS_PER_ADDRESS',
    default: '100',
    parse: between(1, 1_000_000),
    about: 'of these from one address; set it higher behind a proxy',
  }),
  chromiumPath: setting({
    env: 'CHROMIUM_PATH',
    default: '',
    parse: anyText,
    about: 'Chromium or Chrome, which makes PDF files (`enddel build --pdf`); empty looks for it by its usual names',
  }),
  isCi: setting({
    env: 'CI',
    default: '',
    parse: (_name, text) => text !== '',
    about: 'anything: no progress bar',
  }),
}

export type SettingName = keyof typeof settings

/** The values: plain data that JSON can carry. */
export type Settings = { [Name in SettingName]: ReturnType<(typeof settings)[Name]['parse']> }

function providerKey(env: string, whose: string) {
  return setting({ env, default: '', parse: optional(providerKeyText), mask: maskSecret, about: `the key ${whose}` })
}

function providerAddress(env: string, address: string) {
  return setting({ env, default: address, parse: apiAddress, mask: maskAddress, about: 'where this provider is asked' })
}

function providerStream(env: string, address: string) {
  return setting({ env, default: address, parse: streamAddress, mask: maskAddress, about: 'where this provider tells' })
}

function setting<Value>(row: Setting<Value>): Setting<Value> {
  return row
}
