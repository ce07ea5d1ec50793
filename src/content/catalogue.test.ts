import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errnoOf, messageOf } from '../core/errors.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { emptyCatalogue, parseCatalogue, productsIn, readCatalogue } from './catalogue.ts'
import type { StoredCatalogue } from './products.ts'

const catalogue = suite('content/catalogue')

catalogue('takes a catalogue as it is written', () => {
  assert.equal(parseCatalogue(JSON.stringify(shop), 'products.json'), shop)
})

catalogue('names the file that is not JSON', () => {
  assert.throws(() => parseCatalogue('{', 'products.json'), /^products\.json: not JSON/)
})

catalogue('names the field that is wrong', () => {
  assert.throws(
    () => parse({ ...shop, products: [{ ...ledger, slug: 'Ledger One' }] }),
    /products\.0\.slug: lower-case/,
  )
  assert.throws(() => parse({ ...shop, products: [{ ...ledger, slug: '../etc' }] }), /products\.0\.slug: lower-case/)
  assert.throws(() => parse({ ...shop, products: [{ ...ledger, name: {} }] }), /products\.0\.name: needs one language/)
  assert.throws(() => parse({ ...shop, products: [{ ...ledger, onclick: 'x' }] }), /products\.0: .*"onclick"/)
  assert.throws(
    () => parse({ ...shop, products: [{ ...ledger, price: { amount: 0, currency: 'USD' } }] }),
    /products\.0\.price\.amount: /,
  )
  assert.throws(
    () => parse({ ...shop, products: [{ ...ledger, price: { amount: 1, currency: 'usd' } }] }),
    /products\.0\.price\.currency: /,
  )
})

catalogue('refuses two products or two categories of one name', () => {
  assert.throws(() => parse({ ...shop, products: [ledger, ledger] }), /two entries have the product slug ledger$/)
  assert.throws(
    () => parse({ ...shop, categories: [...shop.categories, ...shop.categories] }),
    /two entries have the category slug wallets$/,
  )
})

catalogue('refuses a product of an unknown category and lists the known ones', () => {
  const lost = { ...shop, products: [{ ...ledger, category: 'walets' }] }

  assert.throws(
    () => parse(lost),
    (error: { message: string; hint: string }) =>
      error.message === 'products.json: product ledger is in the unknown category walets' &&
      error.hint.startsWith('use one of wallets, books'),
  )
})

catalogue('reads a file, and leaves it to the caller when there is none', async () => {
  await inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'products.json'), JSON.stringify(shop))
    await writeFile(join(folder, 'broken.json'), '[')

    const missing: unknown = await readCatalogue(join(folder, 'none.json')).catch((error: unknown) => error)
    const broken: unknown = await readCatalogue(join(folder, 'broken.json')).catch((error: unknown) => error)

    assert.equal(await readCatalogue(join(folder, 'products.json')), shop)
    assert.is(errnoOf(missing), 'ENOENT')
    assert.match(messageOf(broken), `${join(folder, 'broken.json')}: not JSON`)
  })
})

catalogue('speaks the language of the page', async () => {
  const products = productsIn('en', ['vi'], shop)

  const product = await products.get('ledger')

  assert.is(product?.name, 'Ledger')
  assert.equal(product?.specs, [{ name: 'Weight', value: '21 g' }])
})

catalogue('falls back to the other locales in order, then to any language', async () => {
  const products = productsIn('fr', ['de', 'en'], shop)

  const product = await products.get('ledger')

  assert.is(product?.name, 'Ledger')
  assert.is(product?.summary, 'Nur deutsch')
  assert.is(product?.description, 'Chỉ tiếng Việt')
})

catalogue('counts the products of each category', async () => {
  const categories = await productsIn('en', [], shop).categories()

  assert.equal(
    categories.map(({ slug, name, productCount }) => [slug, name, productCount]),
    [
      ['wallets', 'Wallets', 1],
      ['books', 'Books', 0],
    ],
  )
})

catalogue('lists all products, or those of one category', async () => {
  const products = productsIn('en', [], shop)

  assert.is((await products.list()).length, 1)
  assert.is((await products.list({ category: 'wallets' })).length, 1)
  assert.equal(await products.list({ category: 'books' }), [])
  assert.equal(await products.list({ category: 'constructor' }), [])
})

catalogue('has no product of a name that every object has', async () => {
  const products = productsIn('en', [], shop)

  assert.is(await products.get('constructor'), undefined)
  assert.is(await products.get('__proto__'), undefined)
})

catalogue('is empty without products', async () => {
  const products = productsIn('en', [], emptyCatalogue)

  assert.equal(await products.list(), [])
  assert.equal(await products.categories(), [])
})

const ledger: StoredCatalogue['products'][number] = {
  slug: 'ledger',
  category: 'wallets',
  name: { vi: 'Ví Ledger', en: 'Ledger' },
  summary: { vi: 'Ví', de: 'Nur deutsch', en: 'A wallet' },
  description: { vi: 'Chỉ tiếng Việt' },
  price: { amount: 79, currency: 'USD' },
  inStock: true,
  specs: [{ name: { vi: 'Nặng', en: 'Weight' }, value: { vi: '21 g' } }],
}

const shop: StoredCatalogue = {
  categories: [
    { slug: 'wallets', name: { vi: 'Ví', en: 'Wallets' }, description: { vi: 'Ví' } },
    { slug: 'books', name: { vi: 'Sách', en: 'Books' }, description: { vi: 'Sách' } },
  ],
  products: [ledger],
}

function parse(data: unknown) {
  return parseCatalogue(JSON.stringify(data), 'products.json')
}

catalogue.run()
