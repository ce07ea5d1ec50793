import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { settings } from '../../core/settings.ts'
import { createBinance } from '../../market/providers/binance.ts'
import { startStubProviders } from './stub-providers.ts'

const stub = suite('bench/server/stub-providers')

stub('answer as Binance does, with a price for each coin', async () => {
  const providers = await startStubProviders()
  const binance = createBinance({ baseUrl: providers.settings.binanceUrl! }, () => {})
  const quotes = await binance.quotes.fetch(new AbortController().signal)
  await binance.close()
  await providers.close()

  assert.is(quotes.length, 7)
  assert.ok(quotes.every(({ priceUsd, sourceTime }) => priceUsd > 0 && sourceTime !== undefined))
})

stub('fail in each way in turn once they are told to', async () => {
  const providers = await startStubProviders()
  const url = `${providers.settings.binanceUrl!}/api/v3/ticker/24hr?symbols=[]`
  const working = await fetch(url)
  providers.fail()
  const failing = await fetch(url)
  const garbage = await fetch(url)
  const text = await garbage.text()
  const hanging = fetch(url).catch(() => 'ended')
  await providers.close()

  assert.is(working.status, 200)
  assert.is(failing.status, 500)
  assert.is(garbage.status, 200)
  assert.throws(() => JSON.parse(text))
  assert.is(await hanging, 'ended')
})

stub('stand for every provider and stream there is', async () => {
  const providers = await startStubProviders()
  const addresses = Object.entries(settings).filter(([, { default: standard }]) => /^(https|wss):/.test(standard))
  const left = addresses.filter(([name]) => !/127\.0\.0\.1/.test(providers.settings[name as 'binanceUrl'] ?? ''))
  await providers.close()

  assert.ok(addresses.length > 5)
  assert.equal(left, [])
})

stub.run()
