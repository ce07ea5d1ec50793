/** A site whose products come from an API. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { build } from './builds.ts'
import { getBytes } from './http-get.ts'
import { type Served, withServer } from './serving.ts'
import { productNamed, shop, shopWith } from './shop.ts'
import { byPath, json, resets, type StubUpstream, withUpstream } from './stub-upstream.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { siteFile, writeTinySite } from './tiny-site.ts'

const shopApi = suite('testing/shop-api')

const secret = '0123456789abcdef0123456789abcdef'
const price = (page: string) => /Note ([^<]*)/.exec(page)?.[1]

const routes = siteFile(`
  route('/shop', { id: 'shop', page: Note, head, prerender: 'all',
    load: async (_, { products }) => ({ name: (await products.list()).map((one) => one.slug + ' ' + one.price.amount).join() }) }),
  route('/product/:slug', { id: 'product', page: Note, head,
    load: async ({ slug }, { products }) => {
      const product = await products.get(slug)
      return product ? { name: slug + ' ' + product.price.amount } : notFound()
    } }),
`)

shopApi('shows what the API says instead of what was built', () =>
  withShop(json(shopWith(productNamed('ledger', 99))), async ({ url }) => {
    assert.is(await until(url, '/shop', 'ledger 99'), 'ledger 99')
    assert.is(price((await getBytes(`${url}/product/ledger`, {})).text), 'ledger 99')
  }),
)

shopApi('shows what was built while the API does not answer', () =>
  withShop(resets, async ({ url }) => {
    assert.is(price((await getBytes(`${url}/shop`, {})).text), 'ledger 79')
    assert.is(price((await getBytes(`${url}/product/ledger`, {})).text), 'ledger 79')
    const health = JSON.parse((await getBytes(`${url}/health`, {})).text) as { status: string }
    assert.is(health.status, 'degraded')
  }),
)

shopApi('fetches a product it does not know when it is asked for, and says so in its metrics', () =>
  withShop(byPath({ '/products': json(shop), '/products/rare': json(productNamed('rare', 5)) }), async ({ url }) => {
    assert.is(price((await getBytes(`${url}/product/rare`, {})).text), 'rare 5')
    assert.is((await getBytes(`${url}/product/nowhere`, {})).status, 404)

    const { text } = await getBytes(`${url}/internal/metrics/cache/prometheus`, {})
    assert.match(text, /^enddel_product_cache_lazy_misses_total 2$/m)
    assert.match(text, /^enddel_product_cache_critical_cache_age_seconds /m)
  }),
)

shopApi('fetches anew after an invalidation of the products, and renders the pages that showed them', () =>
  withShop(json(shop), async ({ url }, upstream) => {
    assert.is(await until(url, '/product/ledger', 'ledger 79'), 'ledger 79')
    upstream.behave(json(shopWith(productNamed('ledger', 50))))

    const response = await fetch(`${url}/internal/cache/products/invalidate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
    })

    assert.is(response.status, 202, await response.text())
    assert.is(await until(url, '/product/ledger', 'ledger 50'), 'ledger 50')
    assert.is(await until(url, '/shop', 'ledger 50'), 'ledger 50')
  }),
)

shopApi('passes requests below /api on, but not those that are its own', () =>
  withShop(byPath({ '/products': json(shop), '/carts/1': json({ cart: 1 }) }), async ({ url }, { requests }) => {
    const cart = await getBytes(`${url}/api/carts/1?full=1`, {})
    const own = await getBytes(`${url}/api/crypto/dashboard-summary`, {})

    assert.equal(JSON.parse(cart.text), { cart: 1 })
    assert.is(own.status, 200)
    assert.ok(requests.some((one) => one.url === '/carts/1?full=1'))
    assert.not(requests.some((one) => one.url.includes('crypto')))
  }),
)

shopApi.run()

async function withShop(
  behaviour: Parameters<typeof withUpstream>[0],
  work: (served: Served, upstream: StubUpstream) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder, { ...routes, 'content/products.json': JSON.stringify(shop) })
    await build(where)
    await withUpstream(behaviour, (upstream) =>
      withServer(where.out, { productApiBase: upstream.url, adminSecret: secret }, (served) => work(served, upstream)),
    )
  })
}

/** What a page shows, once it shows what it should: until its refresh is done it may show what it did before. */
async function until(url: string, path: string, wanted: string): Promise<string | undefined> {
  const deadline = Date.now() + 10_000
  let shown: string | undefined
  while (shown !== wanted && Date.now() < deadline) shown = price((await getBytes(`${url}${path}`, {})).text)
  return shown
}
