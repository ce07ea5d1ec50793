import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isApiPath, isQuery, pathBelowBase, siteAddress } from './api-path.ts'

const apiPath = suite('serve/api-path')

apiPath('is all below /api/', () => {
  assert.ok(isApiPath('/api/products'))
  assert.ok(isApiPath('/api/'))
  assert.not(isApiPath('/api'))
  assert.not(isApiPath('/apis/products'))
  assert.not(isApiPath('/vi/api/products'))
})

apiPath('is not what enddel answers itself, however it is written', () => {
  assert.not(isApiPath('/api/crypto/dashboard-summary'))
  assert.not(isApiPath('/api/dashboard/data'))
  assert.not(isApiPath('/api/health'))
  assert.not(isApiPath('/api/websocket/stats'))
  assert.not(isApiPath('/api/%63rypto/dashboard-summary'))
  assert.ok(isApiPath('/api/cryptography'))
})

apiPath('leads below the base', () => {
  assert.is(pathBelowBase('/api/products/ledger'), '/products/ledger')
  assert.is(pathBelowBase('/api/products/'), '/products/')
  assert.is(pathBelowBase('/api/'), '/')
})

apiPath('is written in one way', () => {
  assert.is(pathBelowBase('/api/%70roducts/a%2Db'), '/products/a-b')
  assert.is(pathBelowBase('/api/%E1%BA%A3nh?'), '/%E1%BA%A3nh%3F')
  assert.is(pathBelowBase("/api/a;b:c@d'e"), '/a%3Bb%3Ac%40d%27e')
})

apiPath('cannot climb out with dots', () => {
  assert.is(pathBelowBase('/api/../admin'), undefined)
  assert.is(pathBelowBase('/api/products/..'), undefined)
  assert.is(pathBelowBase('/api/./admin'), undefined)
  assert.is(pathBelowBase('/api/%2e%2E/admin'), undefined)
  assert.is(pathBelowBase('/api/.%2e/admin'), undefined)
  assert.is(pathBelowBase('/api/..;/admin'), undefined)
  assert.is(pathBelowBase('/api/..%3Ba=b/admin'), undefined)
})

apiPath('cannot climb out with slashes in disguise', () => {
  assert.is(pathBelowBase('/api/..%2fadmin'), undefined)
  assert.is(pathBelowBase('/api/a%2Fb'), undefined)
  assert.is(pathBelowBase('/api/a%5Cb'), undefined)
  assert.is(pathBelowBase('/api/..\\admin'), undefined)
})

apiPath('cannot hide an escape within an escape', () => {
  assert.is(pathBelowBase('/api/%252e%252e/admin'), undefined)
  assert.is(pathBelowBase('/api/a%252fb'), undefined)
  assert.is(pathBelowBase('/api/%25%32%65'), undefined)
  assert.is(pathBelowBase('/api/100%25'), '/100%25')
})

apiPath('cannot name another host', () => {
  assert.is(pathBelowBase('/api//example.com/'), undefined)
  assert.is(pathBelowBase('//example.com/api/products'), undefined)
  assert.is(pathBelowBase('http://example.com/api/products'), undefined)
  assert.is(pathBelowBase('/api/http://example.com/'), undefined)
  assert.is(pathBelowBase('/api/@example.com/'), '/%40example.com/')
})

apiPath('holds no control byte and no bad escape', () => {
  assert.is(pathBelowBase('/api/a%00'), undefined)
  assert.is(pathBelowBase('/api/a%0d%0aHost:b'), undefined)
  assert.is(pathBelowBase('/api/a\r\nb'), undefined)
  assert.is(pathBelowBase('/api/%zz'), undefined)
  assert.is(pathBelowBase('/api/%C0%AF'), undefined)
})

apiPath('may have a query of visible characters', () => {
  assert.ok(isQuery('a=b&c=%20+d?e/../f'))
  assert.ok(isQuery(''))
  assert.not(isQuery('a b'))
  assert.not(isQuery('a\r\nb'))
  assert.not(isQuery('a#b'))
  assert.not(isQuery('a\u1ea3'))
})

apiPath('of the site is found for an address below the base', () => {
  assert.is(siteAddress('/v1/products/b?c=d#e', asked, base), '/api/products/b?c=d#e')
  assert.is(siteAddress('b', asked, base), '/api/products/b')
  assert.is(siteAddress('../other', asked, base), '/api/other')
  assert.is(siteAddress('https://shop.example/v1/x', asked, base), '/api/x')
  assert.is(siteAddress('https://SHOP.example:443/v1/x', asked, base), '/api/x')
  assert.is(siteAddress('/x', 'https://shop.example/a', 'https://shop.example'), '/api/x')
})

apiPath('of the site is not found for any other address', () => {
  assert.is(siteAddress('https://evil.example/v1/x', asked, base), undefined)
  assert.is(siteAddress('//evil.example/v1/x', asked, base), undefined)
  assert.is(siteAddress('http://shop.example/v1/x', asked, base), undefined)
  assert.is(siteAddress('https://shop.example:8443/v1/x', asked, base), undefined)
  assert.is(siteAddress('https://shop.example.evil.example/v1/x', asked, base), undefined)
  assert.is(siteAddress('/v10/x', asked, base), undefined)
  assert.is(siteAddress('/v1/../admin', asked, base), undefined)
  assert.is(siteAddress('/v1/a%2f..%2fb', asked, base), undefined)
  assert.is(siteAddress('/v1//evil.example', asked, base), undefined)
  assert.is(siteAddress('/v1/crypto/x', asked, base), undefined)
  assert.is(siteAddress('javascript:alert(1)', asked, base), undefined)
  assert.is(siteAddress('http://', asked, base), undefined)
})

const base = 'https://shop.example/v1'
const asked = `${base}/products/a`

apiPath.run()
