import { brotliCompressSync, gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failureMessage } from '../../testing/refusal.ts'
import { before } from '../../core/lifecycle.ts'
import { ledger, shop } from '../../testing/shop.ts'
import {
  answers,
  type Behaviour,
  bytes,
  byPath,
  drips,
  endlessHead,
  hangs,
  json,
  resets,
  type StubUpstream,
  withUpstream,
} from '../../testing/stub-upstream.ts'
import { createProductApi, isProductSlug, type ProductApi } from './product-api.ts'

const productApi = suite('serve/products/product-api')

productApi('has the catalogue below the base', async () => {
  await withApi(byPath({ '/v1/products': json(shop) }), async (api, upstream) => {
    assert.equal(await api.catalogue(), shop)
    assert.is(upstream.requests[0]?.headers.accept, 'application/json')
  })
})

productApi('has one product, or undefined where there is none', async () => {
  await withApi(byPath({ '/v1/products/ledger': json(ledger) }), async (api) => {
    assert.equal(await api.product('ledger'), ledger)
    assert.is(await api.product('nothing'), undefined)
  })
})

productApi('reads gzip and brotli', async () => {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' }
  await withApi(hangs, async (api, upstream) => {
    upstream.behave(answers(200, { ...headers, 'Content-Encoding': 'gzip' }, gzipSync(JSON.stringify(shop))))
    assert.equal(await api.catalogue(), shop)

    upstream.behave(answers(200, { ...headers, 'Content-Encoding': 'br' }, brotliCompressSync(JSON.stringify(shop))))
    assert.equal(await api.catalogue(), shop)
  })
})

productApi('refuses more than a mebibyte, as it comes and inflated', async () => {
  const big = JSON.stringify({ ...shop, padding: 'x'.repeat(1024 * 1024) })
  const type = { 'Content-Type': 'application/json' }
  await withApi(answers(200, type, big), async (api, upstream) => {
    assert.match(await failureMessage(api.catalogue()), 'too many bytes')

    upstream.behave(answers(200, { ...type, 'Content-Encoding': 'gzip' }, gzipSync(big)))
    assert.match(await failureMessage(api.catalogue()), 'larger than 1048576 bytes')
    upstream.behave(answers(200, { ...type, 'Content-Encoding': 'br' }, brotliCompressSync(big)))
    assert.match(await failureMessage(api.catalogue()), 'larger than 1048576 bytes')
  })
})

productApi('refuses what is not JSON of the right shape', async () => {
  await withApi(hangs, async (api, upstream) => {
    const failureFor = (behaviour: Behaviour) => {
      upstream.behave(behaviour)
      return failureMessage(api.catalogue())
    }
    const type = { 'Content-Type': 'application/json' }

    assert.match(await failureFor(answers(200, { 'Content-Type': 'text/html' }, JSON.stringify(shop))), 'with JSON')
    assert.match(await failureFor(answers(200, {}, JSON.stringify(shop))), 'with JSON')
    assert.match(await failureFor(answers(200, type, '{"categories":')), 'not JSON')
    assert.match(await failureFor(json({ ...shop, products: [{ ...ledger, price: 'free' }] })), 'products.0.price')
    assert.match(await failureFor(json({ ...shop, products: [{ ...ledger, category: 'none' }] })), 'unknown category')
    assert.match(await failureFor(answers(200, type, Buffer.from([0x22, 0xff, 0x22]))), 'encoded data was not valid')
    assert.match(
      await failureFor(answers(200, { ...type, 'Content-Encoding': 'gzip' }, 'not gzip')),
      'incorrect header check',
    )
    assert.match(await failureFor(answers(200, { ...type, 'Content-Encoding': 'zstd' }, 'x')), 'coding')
  })
})

productApi('refuses a product of another name or shape', async () => {
  const behaviour = byPath({ '/v1/products/other': json(ledger), '/v1/products/odd': json({ slug: 'odd' }) })
  await withApi(behaviour, async (api) => {
    assert.match(await failureMessage(api.product('other')), 'another product')
    assert.match(await failureMessage(api.product('odd')), 'category')
  })
})

productApi('takes no status but 200 for an answer, and follows nothing', async () => {
  await withApi(answers(302, { Location: '/v1/elsewhere' }, ''), async (api, upstream) => {
    assert.match(await failureMessage(api.product('ledger')), 'status 302')
    assert.is(upstream.requests.length, 1)

    upstream.behave(answers(429, {}, ''))
    assert.match(await failureMessage(api.product('ledger')), 'status 429')
    upstream.behave(answers(500, {}, ''))
    assert.match(await failureMessage(api.product('ledger')), 'status 500')
    upstream.behave(answers(404, {}, ''))
    assert.match(await failureMessage(api.catalogue()), 'no products')
  })
})

productApi('lets go of an answer that is of no use', async () => {
  await withApi(hangs, async (api, upstream) => {
    const left = new Promise((resolve) => {
      upstream.behave((_, response) => {
        response.once('close', resolve)
        response.writeHead(500, { 'Content-Length': '100' }).write('first')
      })
    })

    assert.match(await failureMessage(api.catalogue()), 'status 500')

    await before(10_000, left, () => new Error('still reading'))
  })
})

productApi('gives up in time, whatever keeps it waiting', async () => {
  const start = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n'
  await withApi(
    hangs,
    async (api, upstream) => {
      assert.match(await failureMessage(api.catalogue()), 'within 100 ms')

      upstream.behave(drips(start, 'X-A: b\r\n', 20))
      assert.match(await failureMessage(api.catalogue()), 'within 100 ms')
      upstream.behave(drips(`${start}\r\n`, ' ', 20))
      assert.match(await failureMessage(api.catalogue()), 'within 100 ms')
    },
    100,
  )
})

productApi('is not taken in by answers that break off, or are none', async () => {
  const whole = JSON.stringify(shop)
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
  await withApi(hangs, async (api, upstream) => {
    const failureFor = (behaviour: Behaviour) => {
      upstream.behave(behaviour)
      return failureMessage(api.catalogue())
    }

    assert.ok(await failureFor(bytes(`${head}Content-Length: ${whole.length + 9}\r\n\r\n${whole}`)))
    assert.ok(await failureFor(bytes(`${head}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`)))
    assert.ok(await failureFor(bytes(`${head}\r\n${whole.slice(0, 99)}`)))
    assert.ok(await failureFor(bytes('garbage')))
    upstream.behave(json(shop))
    await api.catalogue()
    assert.ok(await failureFor(resets))
    assert.ok(await failureFor(endlessHead))
  })
})

productApi('asks no more while the API fails again and again', async () => {
  await withApi(answers(503, {}, ''), async (api, upstream, breaker) => {
    for (let index = 0; index < 5; index++) await failureMessage(api.product('ledger'))

    assert.match(await failureMessage(api.product('ledger')), 'left alone')
    assert.is(upstream.requests.length, 5)
    assert.equal(breaker, ['open'])
  })
})

productApi('asks for a few products at once and no more, but always for the catalogue', async () => {
  await withApi(hangs, async (api, upstream) => {
    const waiting = Array.from({ length: 8 }, (_, index) => failureMessage(api.product(`a-${index}`)))
    await upstream.asked(8)

    assert.match(await failureMessage(api.product('b')), 'too many requests')

    const catalogue = failureMessage(api.catalogue())
    await api.close()
    assert.match(await catalogue, 'destroyed')
    assert.is((await Promise.all(waiting)).length, 8)
  })
})

productApi('does not take missing or misshapen products for a failing API', async () => {
  await withApi(answers(404, {}, ''), async (api, upstream) => {
    for (let index = 0; index < 6; index++) await api.product('nothing')
    upstream.behave(json({}))
    for (let index = 0; index < 6; index++) await failureMessage(api.product('ledger'))

    assert.is(upstream.requests.length, 12)
  })
})

productApi('knows names that no product has', () => {
  assert.ok(isProductSlug('ledger-nano-2'))
  assert.not(isProductSlug('../admin'))
  assert.not(isProductSlug('a/b'))
  assert.not(isProductSlug(''))
  assert.not(isProductSlug('a'.repeat(201)))
})

async function withApi(
  behaviour: Behaviour,
  work: (api: ProductApi, upstream: StubUpstream, breaker: string[]) => Promise<void>,
  timeoutMs = 10_000,
): Promise<void> {
  await withUpstream(behaviour, async (upstream) => {
    const options = { base: `${upstream.url}/v1`, timeoutMs, restMs: 10_000, maxAtOnce: 8 }
    const breaker: string[] = []
    const api = createProductApi(options, (state) => breaker.push(state))
    try {
      await work(api, upstream, breaker)
    } finally {
      await api.close()
    }
  })
}

productApi.run()
