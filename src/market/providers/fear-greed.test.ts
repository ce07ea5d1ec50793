import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asking, problemOf, withProvider } from '../../testing/asking.ts'
import { fearGreed as answer } from '../../testing/market-fixtures.ts'
import { providerSuite } from '../../testing/provider-suite.ts'
import { type Behaviour, byPath, json } from '../../testing/stub-upstream.ts'
import { createFearGreedIndex, type FearGreedIndex } from './fear-greed.ts'

const index = suite('market/providers/fear-greed')

const good = byPath({ '/fng/': json(answer) })
const [today] = answer.data

providerSuite(
  'market/providers/fear-greed, fear and greed',
  (options, onEvent) => {
    const { fearGreed, close } = createFearGreedIndex(options, onEvent)
    return { provider: fearGreed, close }
  },
  good,
)

index('has the newest value, its name and when there is another', async () => {
  await withIndex(good, async ({ fearGreed }, { upstream, signal }) => {
    assert.equal(await fearGreed.fetch(signal), {
      value: 28,
      classification: 'Fear',
      sourceTime: 1795132800000,
      nextInMs: 52_200_000,
    })
    assert.is(upstream.requests[0]?.url, '/fng/?limit=1&format=json')
  })
})

index('reads numbers, of long ago too, and does without the time of the next', async () => {
  const old = { value: 28, value_classification: ' Fear ', timestamp: 1230768000, time_until_update: '-5' }
  await withIndex(json({ data: [old, null] }), async ({ fearGreed }, { signal }) => {
    assert.equal(await fearGreed.fetch(signal), {
      value: 28,
      classification: 'Fear',
      sourceTime: 1230768000000,
      nextInMs: undefined,
    })
  })
})

index('minds an error that comes with 200', async () => {
  await withIndex(good, async ({ fearGreed }, { upstream, signal }) => {
    for (const error of ['Something went wrong', { message: 'Something went wrong' }]) {
      upstream.behave(json({ ...answer, metadata: { error } }))

      const problem = await problemOf(fearGreed.fetch(signal))

      assert.is(problem.kind, 'shape')
      assert.match('detail' in problem ? problem.detail : '', 'Something went wrong')
    }
  })
})

index('takes nothing that is not whole', async () => {
  const none = [
    [],
    [{ ...today, value: 'NaN' }],
    [{ ...today, value: null }],
    [{ ...today, value_classification: '' }],
    [{ ...today, value_classification: 'x'.repeat(41) }],
    [{ ...today, timestamp: '20-11-2026' }],
  ]
  await withIndex(good, async ({ fearGreed }, { upstream, signal }) => {
    for (const data of none) {
      upstream.behave(json({ ...answer, data }))
      assert.is((await problemOf(fearGreed.fetch(signal))).kind, 'shape')
      upstream.behave(good)
      await fearGreed.fetch(signal)
    }
  })
})

async function withIndex(
  behaviour: Behaviour,
  work: (provider: FearGreedIndex, asking: Asking) => Promise<void>,
): Promise<void> {
  await withProvider(behaviour, async (asking) => {
    const provider = createFearGreedIndex(asking.options, asking.onEvent)
    try {
      await work(provider, asking)
    } finally {
      await provider.close()
    }
  })
}

index.run()
