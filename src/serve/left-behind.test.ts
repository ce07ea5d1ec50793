/** What a request for a page that is not hot leaves for the next major collection of garbage, for which hot pages wait. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { packSpec, unpackRendered } from '../render/crossing.ts'
import { route } from '../site/contract.ts'
import { resolvePage } from '../site/resolve.ts'
import { leftBehind } from '../testing/heap-in-use.ts'
import { createFieldReader, readHead } from './wire/read-head.ts'

const left = suite('serve/left-behind')

const times = 20_000
const KiB = 1024
const crossed = { bytes: new Uint8Array(10), brAt: 5, live: undefined, hash: '', csp: '', ms: 1, failed: undefined }

left('nothing by its head', async () => {
  const readFields = createFieldReader()

  const bytes = await leftBehind(times, (time) =>
    readHead(`GET /rows/${time} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n\r\n`, readFields),
  )

  assert.ok(bytes < 3_000 * KiB, `${Math.round(bytes / KiB)} KiB`)
})

left('nothing by its loader, and by what goes between threads', async () => {
  const rows = route('/rows/:id', {
    id: 'rows',
    page: () => '',
    head: () => ({ title: '' }),
    load: ({ id }, { reports }) => ({ id, reports: String(reports) }),
  })
  const figure = () => () => undefined
  const context = { reports: 1, products: 2, market: 3, locale: 'en' } as never

  const bytes = await leftBehind(times, async (time) => {
    const match = { route: rows, params: { id: String(time) }, path: `/rows/${time}` }
    const resolved = await resolvePage(match, 'en', () => context, figure, 1_000)
    if (resolved.kind !== 'page') throw new Error('no page')
    const { spec } = resolved
    unpackRendered(crossed, packSpec(spec))
  })

  assert.ok(bytes < 3_000 * KiB, `${Math.round(bytes / KiB)} KiB`)
})

left.run()
