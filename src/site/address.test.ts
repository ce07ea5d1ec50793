import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addressOf, encodeSegment, localesOf } from './address.ts'
import { document, route } from './route.ts'

const address = suite('site/address')

address('puts the locale before the path where there are several', () => {
  const home = addressOf('/', 'vi', ['vi', 'en'])
  const coin = addressOf('/coin/btc', 'en', ['vi', 'en'])

  assert.is(home, '/vi/')
  assert.is(coin, '/en/coin/btc')
})

address('leaves the path alone where there is one locale', () => {
  assert.is(addressOf('/coin/btc', 'en', ['en']), '/coin/btc')
})

address('has no language where a document is the same for all', () => {
  const options = { id: 'a', type: 'text/plain', text: () => '' }
  const page = route('/a', { id: 'a', page: () => null, head: () => ({ title: '' }) })

  assert.equal(localesOf(document('/a', { ...options, isLocalised: false }), ['vi', 'en']), ['vi'])
  assert.equal(localesOf(document('/a', options), ['vi', 'en']), ['vi', 'en'])
  assert.equal(localesOf(page, ['vi', 'en']), ['vi', 'en'])
})

address('writes a segment in one way only, so that it can be a key', () => {
  assert.is(encodeSegment("it's (a) *!"), 'it%27s%20%28a%29%20%2A%21')
})

address('lets no segment name another folder or begin a query', () => {
  assert.is(encodeSegment('../a?b#c%'), '..%2Fa%3Fb%23c%25')
})

address('writes letters beyond ASCII as escaped UTF-8', () => {
  assert.is(encodeSegment('ảnh'), '%E1%BA%A3nh')
})

address.run()
