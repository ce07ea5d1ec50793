import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { digestOf } from '../load/decode-body.ts'
import type { BenchServer } from '../server/bench-server.ts'
import { planRequests } from './planned-requests.ts'
import type { BenchPage } from './site-pages.ts'

const planned = suite('bench/pages/planned-requests')

const html = Buffer.from('<p>BTC $91,204.55</p>')

function pageOf(address: string, more: Partial<BenchPage> = {}): BenchPage {
  return { address, bytes: 0, mask: [], isPrinting: false, digest: undefined, ...more }
}

function chosen(...pages: BenchPage[]) {
  return { pages, order: pages.map((_, at) => at), how: '' }
}

async function withServer(answer: RequestListener, work: (server: BenchServer) => Promise<void>): Promise<void> {
  const http = createServer(answer).listen(0, '127.0.0.1')
  await once(http, 'listening')
  const url = new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}`)
  try {
    await work({ name: 'stub', url, role: 'subject', pids: [], cores: undefined, secret: undefined })
  } finally {
    http.close()
  }
}

const negotiating: RequestListener = (request, response) => {
  const asked = String(request.headers['accept-encoding'])
  const coding = asked.includes('br') ? 'br' : asked === 'gzip' ? 'gzip' : undefined
  const body = coding === 'br' ? brotliCompressSync(html) : coding === 'gzip' ? gzipSync(html) : html
  if (coding) response.setHeader('Content-Encoding', coding)
  if (request.headers['if-none-match'] === '"x"') return void response.writeHead(304).end()
  response.writeHead(200, { 'Content-Type': 'text/html', ETag: '"x"' }).end(body)
}

planned('expects what the build has, in the coding that the server chose', () =>
  withServer(negotiating, async (server) => {
    const page = pageOf('/a', { digest: async () => digestOf(html, []) })

    const { requests, changing } = await planRequests(server, chosen(page), 'browser', false)

    const [request] = requests
    assert.match(request!.text, /^GET \/a HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n(?:[^\r\n]+\r\n)+\r\n$/)
    assert.equal(request!.expect, {
      status: 200,
      fields: { 'content-type': 'text/html', 'content-encoding': 'br' },
      digest: digestOf(html, []),
      mask: [],
    })
    assert.equal(changing, [])
  }),
)

planned('refuses to measure a server that sends another page than the build has', () =>
  withServer(negotiating, async (server) => {
    const page = pageOf('/a', { digest: async () => digestOf(Buffer.from('other'), []) })

    const refusal = await refusalOfAsync(planRequests(server, chosen(page), 'browser', false))

    assert.is(refusal.code, 'E_BENCH_WRONG')
    assert.match(refusal.message, /^stub, http:.*\/a: .*not the expected one/)
  }),
)

planned('refuses what is not there', () =>
  withServer(
    (_, response) => response.writeHead(404).end(),
    async (server) => {
      const refusal = await refusalOfAsync(planRequests(server, chosen(pageOf('/a')), 'browser', false))

      assert.match(refusal.message, /\/a: the answer is 404, not 200/)
      assert.match(refusal.hint!, /--path/)
    },
  ),
)

planned('asks twice where there is no build, and says which pages do not stand still', () => {
  let count = 0
  return withServer(
    (request, response) => void response.end(request.url === '/still' ? 'same' : String(count++)),
    async (server) => {
      const { requests, changing } = await planRequests(
        server,
        chosen(pageOf('/still'), pageOf('/clock')),
        'browser',
        false,
      )

      assert.equal(changing, ['/clock'])
      assert.is(requests[0]!.expect.digest, digestOf(Buffer.from('same'), []))
      assert.is(requests[1]!.expect.digest, undefined)
    },
  )
})

planned('does not check the text of a page that prints figures while they move', () =>
  withServer(negotiating, async (server) => {
    const page = pageOf('/a', { isPrinting: true, digest: async () => digestOf(html, []) })

    const moving = await planRequests(server, chosen(page), 'browser', true)
    const still = await planRequests(server, chosen(page), 'browser', false)

    assert.equal([moving.changing, still.changing], [['/a'], []])
  }),
)

planned('asks in each coding as often as its share says', () =>
  withServer(negotiating, async (server) => {
    const pages = Array.from({ length: 4 }, (_, at) => pageOf(`/${at}`))
    const order = Array.from({ length: 100 }, (_, at) => at % 4)

    const plan = await planRequests(server, { pages, order, how: '' }, 'mixed', false)

    const codings = plan.order.map((at) => plan.requests[at]!.expect.fields['content-encoding'] ?? 'none')
    const count = (coding: string) => codings.filter((other) => other === coding).length
    assert.equal([count('br'), count('gzip'), count('none')], [85, 10, 5])
    assert.equal(
      plan.order.map((at) => plan.requests[at]!.target),
      order.map((at) => `/${at}`),
    )
  }),
)

planned('asks again with the ETag, and expects 304', () =>
  withServer(negotiating, async (server) => {
    const { requests } = await planRequests(server, chosen(pageOf('/a')), 'again', false)

    assert.match(requests[0]!.text, /\r\nIf-None-Match: "x"\r\n\r\n$/)
    assert.is(requests[0]!.expect.status, 304)
  }),
)

planned.run()
