import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Route } from '../../site/contract.ts'
import { createMatcher } from '../../site/match.ts'
import { createLinkTargets, type LinkTargetParts } from './link-targets.ts'

const targets = suite('serve/verify/link-targets')

const routes = [
  { id: 'home', pattern: '/', aliases: [] },
  { id: 'coin', pattern: '/coin/:symbol', aliases: ['/coin?symbol=:symbol'] },
] as unknown as Route[]

function targetOf(link: string, parts: Partial<LinkTargetParts> = {}) {
  const files = new Set(['/robots.txt', '/a b.png'])
  const addresses = new Set(['/vi/', '/vi/coin/btc'])
  const match = createMatcher(routes)
  const find = createLinkTargets({ siteUrl: '', locales: ['vi', 'en'], addresses, files, match, ...parts })
  return find(link, '/vi/coin/btc')
}

const page = (address: string, fragment = '') => ({ kind: 'page', address, fragment })
const other = { kind: 'other' }
const outside = { kind: 'outside' }

targets('are pages, built or not, with the place in them', () => {
  assert.equal(targetOf('/vi/coin/btc'), page('/vi/coin/btc'))
  assert.equal(targetOf('/vi/coin/btc?from=home#chart'), page('/vi/coin/btc', 'chart'))
  assert.equal(targetOf('/en/coin/doge#x'), page('/en/coin/doge', 'x'))
  assert.equal(targetOf('#low'), page('/vi/coin/btc', 'low'))
  assert.equal(targetOf('#'), page('/vi/coin/btc'))
})

targets('are pages by other addresses of theirs too', () => {
  assert.equal(targetOf('/vi/coin?symbol=btc#x'), page('/vi/coin/btc', 'x'))
  assert.equal(targetOf('/vi/coin/b%74c/'), page('/vi/coin/btc'))
  assert.equal(targetOf('/vi'), page('/vi/'))
})

targets('are pages in the language of the reader, where the address names none', () => {
  assert.equal(targetOf('/coin/btc#x'), other)
  assert.equal(targetOf('/coin/btc', { locales: ['vi'] }), page('/coin/btc'))
})

targets('are documents at the root, and not behind a language', () => {
  const map = { id: 'map', pattern: '/map.xml', aliases: [], kind: 'document', isLocalised: false }
  const parts = { match: createMatcher([...routes, map as unknown as Route]) }

  assert.equal(targetOf('/map.xml', parts), page('/map.xml'))
  assert.equal(targetOf('/vi/map.xml', parts).kind, 'nothing')
})

targets('are files and paths of the server itself', () => {
  for (const link of ['/robots.txt', '/robots.txt?1', '/a%20b.png', '/ws', '/events?topics=x', '/api/products/x'])
    assert.equal(targetOf(link), other, link)
})

targets('are nothing where the server would say so', () => {
  const nothing = { kind: 'nothing', why: 'no page, file or route is there' }
  for (const link of ['/vi/coin', '/vi/coins/btc', '/robots.txt/', '/coin/', '/fr/coin/btc', '/wss'])
    assert.equal(targetOf(link), nothing, link)
  assert.equal(targetOf('/vi/%zz'), { kind: 'nothing', why: 'The address is not well formed.' })
})

targets('are outside, or no business of ours', () => {
  for (const link of [
    'https://a.example/vi/',
    '//a.example/',
    '/\\a.example/',
    'mailto:a@b.example',
    'x/y',
    '?page=2',
    '',
  ])
    assert.equal(targetOf(link), outside, link)
})

targets('are inside under the whole address of the site, and under no other that begins like it', () => {
  const parts = { siteUrl: 'https://site.example' }

  assert.equal(targetOf('https://site.example/vi/#x', parts), page('/vi/', 'x'))
  assert.equal(targetOf('https://site.example.evil.example/vi/', parts), outside)
  assert.equal(targetOf('https://site.example/nowhere', parts).kind, 'nothing')
})

targets.run()
