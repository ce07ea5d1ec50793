import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { invalidationSchema, maxSelectorItems, selectorSchema } from './selector.ts'

const selector = suite('cache/selector')

const isSelector = (data: unknown) => selectorSchema.safeParse(data).success
const many = (count: number) => Array.from({ length: count }, (_, index) => `/${index}`)

selector('may name paths, prefixes, tags, all of them, or all there is', () => {
  const some = { paths: ['/vi/coin/btc'], prefixes: ['/coin/', '/'], tags: ['coin:btc', 'tiền'] }

  assert.equal(selectorSchema.parse(some), some)
  assert.equal(selectorSchema.parse({ all: true }), { all: true })
  assert.ok(isSelector({ tags: ['x'] }))
})

selector('names something', () => {
  for (const empty of [
    {},
    { paths: [] },
    { paths: [], prefixes: [], tags: [] },
    { all: false },
    { paths: ['/'], all: false },
    null,
    [],
    'all',
  ])
    assert.not(isSelector(empty), JSON.stringify(empty))
})

selector('has no field that is not known, so that a typing error selects nothing', () => {
  assert.not(isSelector({ paths: ['/'], tag: ['x'] }))
})

selector('names paths and prefixes from the root on', () => {
  for (const path of ['', 'vi', 'https://example.com/'])
    for (const field of ['paths', 'prefixes']) assert.not(isSelector({ [field]: [path] }), `${field} ${path}`)
})

selector('names no tag without a letter, and nothing but text', () => {
  for (const tag of ['', 1, null, ['x']]) assert.not(isSelector({ tags: [tag] }), JSON.stringify(tag))
})

selector('names a thousand items in all and no more', () => {
  const half = maxSelectorItems / 2

  assert.ok(isSelector({ paths: many(maxSelectorItems) }))
  assert.not(isSelector({ paths: many(maxSelectorItems + 1) }))
  assert.ok(isSelector({ paths: many(half), prefixes: many(half - 1), tags: ['x'] }))
  assert.not(isSelector({ paths: many(half), prefixes: many(half), tags: ['x'] }))
})

selector('has items of 2,048 characters and no longer', () => {
  for (const field of ['paths', 'prefixes', 'tags']) {
    assert.ok(isSelector({ [field]: [`/${'x'.repeat(2_047)}`] }), field)
    assert.not(isSelector({ [field]: [`/${'x'.repeat(2_048)}`] }), field)
  }
})

selector('is part of an invalidation with a version and a mode', () => {
  const good = { version: 1_790_000_000_000_001, mode: 'soft', selector: { all: true } }

  assert.equal(invalidationSchema.parse(good), good)
  const changes = [{ version: 0 }, { version: 1.5 }, { version: '1' }, { mode: 'firm' }, { selector: {} }, { more: 1 }]
  for (const change of changes)
    assert.not(invalidationSchema.safeParse({ ...good, ...change }).success, JSON.stringify(change))
})

selector.run()
