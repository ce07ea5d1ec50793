import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { maxTargetBytes, readPath } from './request-path.ts'

const requestPath = suite('serve/request-path')

requestPath('is read into its segments and its query', () => {
  const asked = readPath('/vi/coin/btc?page=2&lang=en')

  assert.is(asked.kind, 'path')
  if (asked.kind !== 'path') return
  assert.is(asked.path, '/vi/coin/btc')
  assert.equal(asked.segments, ['vi', 'coin', 'btc'])
  assert.is(asked.query.get('page'), '2')
  assert.is(asked.query.get('lang'), 'en')
})

requestPath('has one empty segment at home, and one more behind a last slash', () => {
  assert.equal(segmentsOf('/'), [''])
  assert.equal(segmentsOf('/vi/'), ['vi', ''])
})

requestPath('is decoded', () => {
  assert.equal(segmentsOf('/%E1%BA%A3nh/a%20b/a+b'), ['ảnh', 'a b', 'a+b'])
})

requestPath('is decoded once only', () => {
  assert.equal(segmentsOf('/a%252Fb/%252e%252e'), ['a%2Fb', '%2e%2e'])
})

requestPath('keeps a question mark that is part of the query', () => {
  const asked = readPath('/a?b=c?d')

  assert.is(asked.kind === 'path' && asked.query.get('b'), 'c?d')
})

requestPath('is refused with a NUL or another control byte', () => {
  assert.is(statusOf('/a%00b'), 400)
  assert.is(statusOf('/a%0d%0aSet-Cookie:b'), 400)
  assert.is(statusOf('/%7F'), 400)
  assert.is(statusOf('/a\u0001'), 400)
})

requestPath('is refused with a bad escape', () => {
  assert.is(statusOf('/100%'), 400)
  assert.is(statusOf('/%zz'), 400)
  assert.is(statusOf('/%C3%28'), 400)
  assert.is(statusOf('/%C0%AF'), 400)
})

requestPath('is refused with a dot segment, however it is written', () => {
  assert.is(statusOf('/../etc/passwd'), 400)
  assert.is(statusOf('/a/%2e%2E/b'), 400)
  assert.is(statusOf('/a/./b'), 400)
  assert.is(statusOf('/a/..'), 400)
})

requestPath('is refused with a slash in disguise', () => {
  assert.is(statusOf('/a%2Fb'), 400)
  assert.is(statusOf('/a%5Cb'), 400)
  assert.is(statusOf('/a\\b'), 400)
})

requestPath('may have dots that are no dot segment', () => {
  assert.equal(segmentsOf('/a.b/...'), ['a.b', '...'])
})

requestPath('is refused when it is no path', () => {
  assert.is(statusOf('*'), 400)
  assert.is(statusOf(''), 400)
  assert.is(statusOf('?a=b'), 400)
  assert.is(statusOf('example.com:443'), 400)
})

requestPath('is refused when it is too long, query and all', () => {
  const longest = `/?${'a'.repeat(maxTargetBytes - 2)}`

  assert.is(readPath(longest).kind, 'path')
  assert.is(statusOf(`${longest}a`), 414)
})

requestPath('does not repeat in a refusal what was asked', () => {
  const refused = readPath('/<script>%00')

  assert.is(refused.kind === 'refused' && refused.reason, 'The address is not well formed.')
})

requestPath.run()

function segmentsOf(target: string): readonly string[] | undefined {
  const asked = readPath(target)
  return asked.kind === 'path' ? asked.segments : undefined
}

function statusOf(target: string): number | undefined {
  const asked = readPath(target)
  return asked.kind === 'refused' ? asked.status : undefined
}
