import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readServeSettings } from '../cli/serve.ts'
import { commonsOptions } from './options.ts'

const options = suite('serve/options')

options('has prices asked for as often as FETCH_INTERVAL_SECONDS says', () => {
  const texts = { MARKET: 'live', FETCH_INTERVAL_SECONDS: '7' }

  const { market } = commonsOptions(readServeSettings({}, [{ source: 'environment', texts }]))

  assert.is(market.mode === 'live' && market.pricesEveryMs, 7_000)
})

options.run()
