import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { getBytes } from '../testing/http-get.ts'
import { wireSiteOut, withPlain } from '../testing/wire-site.ts'
import type { ServeEvent } from './events.ts'

const handler = suite('serve/handler')

handler('answers 500 for a request whose part throws, and the others as ever', () => {
  const events: ServeEvent[] = []
  const mistake = new Error('a mistake of ours')
  const marketApi = {
    handles: (path: string) => path === '/breaks',
    answer: () => {
      throw mistake
    },
  }

  return withPlain(
    wireSiteOut(),
    async ({ url }) => {
      const statuses = [await getBytes(`${url}/breaks?x`, {}), await getBytes(`${url}/`, {})].map(
        ({ status }) => status,
      )

      assert.equal(statuses, [500, 200])
      assert.equal(events[0], { type: 'request-failed', target: '/breaks?x', error: mistake })
    },
    { marketApi, onEvent: (event) => events.push(event) },
  )
})

handler.run()
