import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeProvider } from '../../testing/fake-sources.ts'
import { rsiFromCloses } from './computed-rsi.ts'
import { ProviderError } from '../quote.ts'

const computed = suite('market/desk/computed-rsi')

computed('is made of closes, and says whose they are', async () => {
  const provider = rsiFromCloses(
    fakeProvider('binance', () => [1, 2, 3]),
    (closes) => closes.length * 10,
  )

  assert.is(provider.name, 'binance')
  assert.equal(await provider.fetch(new AbortController().signal), { value: 30, sourceTime: undefined })
})

computed('is an error when the closes are too few', async () => {
  const provider = rsiFromCloses(
    fakeProvider('binance', () => [1, 2, 3]),
    () => undefined,
  )

  const error = await provider.fetch(new AbortController().signal).catch((error: unknown) => error)

  assert.instance(error, ProviderError)
  assert.is((error as Error).message, 'binance: shape: only 3 closes')
})

computed.run()
