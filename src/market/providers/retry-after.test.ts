import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { retryAfterMs } from './retry-after.ts'

const retryAfter = suite('market/providers/retry-after')

const now = Date.UTC(2026, 10, 20, 9, 30)

retryAfter('is seconds or a date', () => {
  assert.is(retryAfterMs('11', now), 11_000)
  assert.is(retryAfterMs(' 0 ', now), 0)
  assert.is(retryAfterMs('1.5', now), 1_500)
  assert.is(retryAfterMs(['7', '9'], now), 7_000)
  assert.is(retryAfterMs('Fri, 20 Nov 2026 09:31:00 GMT', now), 60_000)
  assert.is(retryAfterMs('Fri, 20 Nov 2026 09:29:00 GMT', now), 0)
})

retryAfter('is nothing when it is anything else', () => {
  for (const field of [undefined, '', '-1', 'soon', 'Fri, GMT', '1e3', '11s', '9'.repeat(13), []])
    assert.is(retryAfterMs(field, now), undefined)
})

retryAfter.run()
