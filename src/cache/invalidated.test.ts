import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createInvalidated } from './invalidated.ts'
import type { Invalidation, Mode, Selector } from './invalidation.ts'

const index = suite('cache/invalidated')

const btc = ['/vi/coin/btc', '/coin/btc']

/** An index that was told these, with the versions 1, 2, 3 and so on. */
function told(...selected: [Mode, Selector][]) {
  const invalidated = createInvalidated()
  selected.forEach(([mode, selector], at) => invalidated.apply({ version: at + 1, mode, selector }))
  return invalidated
}

index('finds everything valid before anything was invalidated', () => {
  const invalidated = createInvalidated()

  assert.is(invalidated.version, 0)
  assert.is(invalidated.verdict(btc, ['coin:btc'], 0), 'valid')
})

index('knows the newest version', () => {
  assert.is(told(['soft', { all: true }], ['soft', { tags: ['x'] }]).version, 2)
})

index('finds a page by any of its names', () => {
  const byAddress = told(['soft', { paths: ['/vi/coin/btc'] }])
  const byPath = told(['hard', { paths: ['/coin/btc'] }])

  assert.is(byAddress.verdict(btc, [], 0), 'soft')
  assert.is(byAddress.verdict(['/en/coin/btc', '/coin/btc'], [], 0), 'valid')
  assert.is(byPath.verdict(btc, [], 0), 'hard')
  assert.is(byPath.verdict(['/vi/coin/btc/news', '/coin/btc/news'], [], 0), 'valid')
})

index('finds a page by any of its tags', () => {
  const invalidated = told(['soft', { tags: ['coin:btc', 'coin:eth'] }])

  assert.is(invalidated.verdict(['/'], ['market', 'coin:eth'], 0), 'soft')
  assert.is(invalidated.verdict(['/'], ['market'], 0), 'valid')
  assert.is(invalidated.verdict(['coin:btc'], [], 0), 'valid')
})

index('takes a prefix for whole parts of a path', () => {
  const below = (prefix: string, name: string) =>
    told(['soft', { prefixes: [prefix] }]).verdict([name], [], 0) === 'soft'

  assert.ok(below('/coin', '/coin'))
  assert.ok(below('/coin', '/coin/'))
  assert.ok(below('/coin', '/coin/btc/news'))
  assert.not(below('/coin', '/coinage'))
  assert.not(below('/coin', '/vi/coin'))
  assert.ok(below('/coin/', '/coin/'))
  assert.ok(below('/coin/', '/coin/btc'))
  assert.not(below('/coin/', '/coin'))
  assert.ok(below('/', '/'))
  assert.ok(below('/', '/coin/btc'))
  assert.ok(below('/coin/btc', '/coin/btc'))
})

index('finds a page by a prefix of any of its names', () => {
  assert.is(told(['soft', { prefixes: ['/vi/'] }]).verdict(btc, [], 0), 'soft')
  assert.is(told(['soft', { prefixes: ['/coin'] }]).verdict(btc, [], 0), 'soft')
  assert.is(told(['soft', { prefixes: ['/en/'] }]).verdict(btc, [], 0), 'valid')
})

index('leaves alone what was made knowing of the invalidation', () => {
  const invalidated = told(['hard', { paths: ['/coin/btc'] }], ['soft', { tags: ['x'] }])

  assert.is(invalidated.verdict(btc, [], 0), 'hard')
  assert.is(invalidated.verdict(btc, [], 1), 'valid')
  assert.is(invalidated.verdict(btc, ['x'], 1), 'soft')
  assert.is(invalidated.verdict(btc, ['x'], 2), 'valid')
})

index('lets hard win over soft, whichever came first', () => {
  const softLast = told(['hard', { paths: ['/coin/btc'] }], ['soft', { paths: ['/coin/btc'] }])
  const hardLast = told(['soft', { all: true }], ['hard', { tags: ['coin:btc'] }])

  assert.is(softLast.verdict(btc, [], 0), 'hard')
  assert.is(softLast.verdict(btc, [], 1), 'soft')
  assert.is(hardLast.verdict(btc, ['coin:btc'], 0), 'hard')
  assert.is(hardLast.verdict(btc, [], 0), 'soft')
})

index('means everything by all', () => {
  const invalidated = told(['hard', { all: true }], ['soft', { all: true }])

  assert.is(invalidated.verdict([], [], 0), 'hard')
  assert.is(invalidated.verdict(btc, [], 1), 'soft')
  assert.is(invalidated.verdict(btc, [], 2), 'valid')
})

index('is not misled by names that mean something to JavaScript', () => {
  assert.is(told(['soft', { tags: ['x'] }]).verdict(['/constructor'], ['__proto__', 'constructor'], 0), 'valid')
})

index('takes no older version for a newer one', () => {
  const invalidated = createInvalidated()
  invalidated.apply({ version: 5, mode: 'soft', selector: { paths: ['/'] } })
  invalidated.apply({ version: 3, mode: 'soft', selector: { paths: ['/'] } })

  assert.is(invalidated.version, 5)
  assert.is(invalidated.verdict(['/'], [], 4), 'soft')
})

index('forgets the oldest beyond its bound, as if it had meant all', () => {
  const invalidated = createInvalidated({ maxSelectors: 3 })
  const selectors: Selector[] = [{ tags: ['a'] }, { paths: ['/b'] }, { prefixes: ['/c'] }]
  selectors.forEach((selector, at) => invalidated.apply({ version: at + 1, mode: 'soft', selector }))
  const atTheBound = invalidated.verdict(['/other'], [], 0)

  invalidated.apply({ version: 4, mode: 'soft', selector: { tags: ['d'] } })

  assert.is(atTheBound, 'valid')
  assert.is(invalidated.verdict(['/other'], [], 0), 'soft')
  assert.is(invalidated.verdict(['/other'], [], 1), 'valid')
  assert.is(invalidated.verdict(['/b'], [], 1), 'soft')
  assert.is(invalidated.verdict(['/c'], [], 1), 'soft')
  assert.is(invalidated.verdict(['/other'], ['d'], 1), 'soft')
})

index('forgets a hard one as hard', () => {
  const invalidated = createInvalidated({ maxSelectors: 1 })
  invalidated.apply({ version: 1, mode: 'hard', selector: { paths: ['/a'] } })
  invalidated.apply({ version: 2, mode: 'soft', selector: { paths: ['/b'] } })

  assert.is(invalidated.verdict(['/other'], [], 0), 'hard')
  assert.is(invalidated.verdict(['/other'], [], 1), 'valid')
})

index('counts what is named again as new, and once', () => {
  const invalidated = createInvalidated({ maxSelectors: 2 })
  for (let version = 1; version <= 10; version++)
    invalidated.apply({ version, mode: 'soft', selector: { paths: [version % 2 ? '/odd' : '/even'] } })
  const afterTen = invalidated.verdict(['/other'], [], 0)

  invalidated.apply({ version: 11, mode: 'soft', selector: { paths: ['/odd'] } })
  invalidated.apply({ version: 12, mode: 'soft', selector: { paths: ['/more'] } })

  assert.is(afterTen, 'valid')
  assert.is(invalidated.verdict(['/other'], [], 9), 'soft')
  assert.is(invalidated.verdict(['/other'], [], 10), 'valid')
  assert.is(invalidated.verdict(['/odd'], [], 10), 'soft')
})

index('keeps its bound when one invalidation names more than it keeps', () => {
  const invalidated = createInvalidated({ maxSelectors: 2 })

  invalidated.apply({ version: 7, mode: 'soft', selector: { tags: ['a', 'b', 'c', 'd'], paths: ['/e', '/f'] } })
  const others = [invalidated.verdict(['/other'], [], 6), invalidated.verdict(['/other'], [], 7)]
  for (const version of [8, 9, 10]) invalidated.apply({ version, mode: 'soft', selector: { paths: [`/${version}`] } })

  assert.equal(others, ['soft', 'valid'])
  assert.is(invalidated.verdict(['/other'], [], 7), 'soft')
  assert.is(invalidated.verdict(['/other'], [], 8), 'valid')
})

const word = fc.constantFrom('a', 'b', 'c')
const name = fc.array(word, { maxLength: 3 }).map((words) => `/${words.join('/')}`)
const prefix = fc.tuple(name, fc.constantFrom('', '/')).map(([path, end]) => (path === '/' ? path : path + end))
const selector = fc.oneof(
  fc.record({ paths: fc.array(name, { maxLength: 2 }), tags: fc.array(word, { maxLength: 2 }) }),
  fc.record({ prefixes: fc.array(prefix, { maxLength: 2 }) }),
  { weight: 1, arbitrary: fc.constant<Selector>({ all: true }) },
)
const history = fc.array(fc.record({ mode: fc.constantFrom<Mode>('soft', 'hard'), selector }), { maxLength: 12 })
const asked = fc.record({ names: fc.array(name, { maxLength: 2 }), tags: fc.array(word, { maxLength: 2 }) })

index('agrees with reading all invalidations one by one', () => {
  fc.assert(
    fc.property(history, asked, fc.nat(12), (past, { names, tags }, version) => {
      const all = past.map((one, at) => ({ ...one, version: at + 1 }))
      const invalidated = createInvalidated()
      all.forEach(invalidated.apply)

      assert.is(invalidated.verdict(names, tags, version), verdictByReading(all, names, tags, version))
    }),
    { seed: 20_260_101, numRuns: 2_000 },
  )
})

index('forgets only to the safe side', () => {
  const severity = ['valid', 'soft', 'hard']
  fc.assert(
    fc.property(history, asked, fc.nat(12), (past, { names, tags }, version) => {
      const all = past.map((one, at) => ({ ...one, version: at + 1 }))
      const invalidated = createInvalidated({ maxSelectors: 2 })
      all.forEach(invalidated.apply)

      const exact = verdictByReading(all, names, tags, version)
      assert.ok(severity.indexOf(invalidated.verdict(names, tags, version)) >= severity.indexOf(exact))
    }),
    { seed: 20_260_101, numRuns: 2_000 },
  )
})

function verdictByReading(
  all: readonly Invalidation[],
  names: readonly string[],
  entryTags: readonly string[],
  version: number,
): 'valid' | Mode {
  const isMeant = ({ all, paths = [], prefixes = [], tags = [] }: Selector) =>
    all === true ||
    paths.some((path) => names.includes(path)) ||
    tags.some((tag) => entryTags.includes(tag)) ||
    prefixes.some((start) => names.some((name) => name === start || name.startsWith(start.replace(/\/?$/, '/'))))
  const modes = all.filter((one) => one.version > version && isMeant(one.selector)).map(({ mode }) => mode)
  return modes.includes('hard') ? 'hard' : modes.length > 0 ? 'soft' : 'valid'
}

index.run()
