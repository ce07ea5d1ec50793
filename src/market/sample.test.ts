import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { messageOf } from '../core/errors.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { parseMarket, readSampleMarket } from './sample.ts'
import type { MarketState } from './state.ts'

const sample = suite('market/sample')

sample('reads a market as it is written', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'market.json')
    await writeFile(file, JSON.stringify(market))

    assert.equal(await readSampleMarket(file), market)
  })
})

sample('is a market without any figure when there is no file', async () => {
  await inTemporaryFolder(async (folder) => {
    const state = await readSampleMarket(join(folder, 'market.json'))

    assert.equal(
      [state.coins, state.indices, state.global, state.fearGreed, state.btcRsi14],
      [[], [], null, null, null],
    )
    assert.equal(parseMarket(JSON.stringify(state), 'market.json'), state)
  })
})

sample('names a file that is not JSON', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'market.json')
    await writeFile(file, '{')

    const error: unknown = await readSampleMarket(file).catch((error: unknown) => error)

    assert.match(messageOf(error), `${file}: not JSON`)
  })
})

sample('does not take a folder for a missing file', async () => {
  await inTemporaryFolder(async (folder) => {
    const error: unknown = await readSampleMarket(folder).catch((error: unknown) => error)

    assert.match(messageOf(error), 'EISDIR')
  })
})

sample('lets a source have no figure', () => {
  const unknown = { ...coin, change24hPct: null, volume24hUsd: null, sparkline7d: [] }

  assert.equal(parse({ ...market, coins: [unknown], global: null }).coins, [unknown])
})

sample('names the field that is wrong', () => {
  assert.throws(() => parse({ ...market, kind: 'live' }), /^market\.json: kind: /)
  assert.throws(() => parse({ ...market, asOf: '2026-11-20' }), /^market\.json: asOf: /)
  assert.throws(() => parse({ ...market, coins: [{ ...coin, symbol: '<b>' }] }), /^market\.json: coins\.0\.symbol: /)
  assert.throws(() => parse({ ...market, coins: [{ ...coin, rank: 1.5 }] }), /^market\.json: coins\.0\.rank: /)
  assert.throws(
    () => parse({ ...market, coins: [{ ...coin, sparkline7d: [1, null] }] }),
    /^market\.json: coins\.0\.sparkline7d\.1: /,
  )
  assert.throws(() => parse({ ...market, coins: [{ ...coin, note: 'x' }] }), /^market\.json: coins\.0: .*"note"/)
})

sample('refuses prices that cannot be', () => {
  assert.throws(() => parse({ ...market, coins: [{ ...coin, priceUsd: 0 }] }), /coins\.0\.priceUsd: /)
  assert.throws(() => parse({ ...market, coins: [{ ...coin, priceUsd: null }] }), /coins\.0\.priceUsd: /)
  assert.throws(
    () => parseMarket(JSON.stringify(market).replace('95000', '1e999'), 'market.json'),
    /coins\.0\.priceUsd: /,
  )
})

sample('keeps its gauges between 0 and 100', () => {
  assert.not.throws(() => parse({ ...market, fearGreed: { value: 100, classification: 'Greed', source: 'a' } }))
  assert.throws(
    () => parse({ ...market, fearGreed: { value: 101, classification: 'Greed', source: 'a' } }),
    /fearGreed\.value: /,
  )
  assert.throws(() => parse({ ...market, btcRsi14: { value: -1, source: 'a' } }), /btcRsi14\.value: /)
})

const coin: MarketState['coins'][number] = {
  symbol: 'BTC',
  name: 'Bitcoin',
  rank: 1,
  priceUsd: 95000,
  change1hPct: 0.1,
  change24hPct: -1.2,
  change7dPct: 3,
  high24hUsd: 96000,
  low24hUsd: 94000,
  volume24hUsd: 1e9,
  marketCapUsd: 2e12,
  circulatingSupply: 19e6,
  sparkline7d: [1, 2, 3],
  source: 'sample',
}

const market: MarketState = {
  kind: 'sample',
  asOf: '2026-11-20T07:30:00+07:00',
  coins: [coin],
  global: {
    marketCapUsd: 3e12,
    marketCapChange24hPct: null,
    volume24hUsd: 1e11,
    btcDominancePct: 58,
    ethDominancePct: null,
    source: 'sample',
  },
  fearGreed: { value: 45, classification: 'Fear', source: 'sample' },
  btcRsi14: { value: 53.8, source: 'sample' },
  indices: [{ symbol: 'SPY', name: 'S&P 500', priceUsd: 600, changePct: 0.2, source: 'sample' }],
}

function parse(data: unknown) {
  return parseMarket(JSON.stringify(data), 'market.json')
}

sample.run()
