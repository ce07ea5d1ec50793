import { availableParallelism } from 'node:os'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readServeSettings } from '../cli/serve.ts'
import { commonsOptions, serveOptions } from './options.ts'

const options = suite('serve/options')

options('has prices asked for as often as FETCH_INTERVAL_SECONDS says', () => {
  const texts = { MARKET: 'live', FETCH_INTERVAL_SECONDS: '7' }

  const { market } = commonsOptions(readServeSettings({}, [{ source: 'environment', texts }]))

  assert.is(market.mode === 'live' && market.pricesEveryMs, 7_000)
})

options('shares render threads among the workers, and know whether each may have a core of its own', () => {
  const given = (texts: Record<string, string>, workers: number) => {
    const settings = readServeSettings({}, [{ source: 'environment', texts }])
    const { renderThreads, hasCores } = serveOptions(settings, workers)
    return [renderThreads, hasCores]
  }

  assert.equal(given({ RENDER_THREADS: '1' }, 1), [1, availableParallelism() >= 2])
  assert.equal(given({ RENDER_THREADS: '1', V8_PIN_THREADS: 'true' }, 1), [1, false])
  assert.equal(given({ RENDER_THREADS: '2' }, 1_000), [1, false])
  assert.equal(given({ RENDER_THREADS: '200' }, 4), [50, false])
})

options.run()
