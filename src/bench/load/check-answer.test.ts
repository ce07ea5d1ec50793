import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { createAnswerCheck, decodeBody, digestOf } from './check-answer.ts'
import type { Expectation, PlannedRequest } from './load-plan.ts'

const check = suite('bench/load/check-answer')

const page = Buffer.from('<p>The price is 12.34 today</p>')

check('finds an answer good in any coding', () => {
  const one = createAnswerCheck([request({})])
  const bodies: [Buffer, string | undefined][] = [
    [page, undefined],
    [page, 'identity'],
    [brotliCompressSync(page), 'br'],
    [gzipSync(page), 'GZIP'],
    [deflateSync(page), 'deflate'],
    [brotliCompressSync(gzipSync(page)), 'gzip, br'],
  ]

  const problems = bodies.map(([body, coding]) => one(0, answer(body, coding)))

  assert.equal(problems, Array(6).fill(undefined))
})

check('tells a body that differs by a byte, also after good ones', () => {
  const one = createAnswerCheck([request({})])
  const other = Buffer.from(String(page).replace('today', 'todaY'))
  one(0, answer(brotliCompressSync(page), 'br'))

  assert.is(one(0, answer(brotliCompressSync(other), 'br')), '/a: the body (31 bytes) is not the expected one')
})

check('tells a body that is not in the coding it claims', () => {
  const one = createAnswerCheck([request({})])

  assert.match(one(0, answer(page, 'br'))!, /^\/a: the body cannot be decoded: /)
  assert.match(one(0, answer(page, 'zstd'))!, /the coding "zstd" is not known/)
})

check('lets masked places change, and nothing beside them', () => {
  const mask = [[16, 5]] as const
  const one = createAnswerCheck([request({ digest: digestOf(page, mask), mask })])
  const changed = (from: string, to: string) => answer(Buffer.from(String(page).replace(from, to)), undefined)

  assert.is(one(0, changed('12.34', '98.76')), undefined)
  assert.ok(one(0, changed('12.34 t', '12.34 T')))
  assert.ok(one(0, changed('12.34', '112.34')))
})

check('a mask beyond the end is no error', () => {
  assert.is(digestOf(Buffer.from('ab'), [[1, 9]]), digestOf(Buffer.from('a '), []))
  assert.is(digestOf(Buffer.from('ab'), [[7, 9]]), digestOf(Buffer.from('ab'), []))
})

check('tells the status and fields that differ or are missing', () => {
  const one = createAnswerCheck([request({ fields: { etag: '"x"' } })])
  const { body } = answer(page, undefined)
  const of = (status: number, fields: Record<string, string>) => one(0, { head: { ...head, status, fields }, body })

  assert.is(of(500, { etag: '"x"' }), '/a: the status is 500 instead of 200')
  assert.is(of(200, { etag: '"y"' }), '/a: the field etag is "\\"y\\"" instead of "\\"x\\""')
  assert.is(of(200, {}), '/a: the field etag is missing instead of "\\"x\\""')
  assert.is(of(200, { etag: '"x"' }), undefined)
})

check('does not look at a body without a digest, or of HEAD', () => {
  const one = createAnswerCheck([request({ digest: undefined }), { ...request({}), method: 'HEAD' }])

  assert.is(one(0, answer(Buffer.from('anything'), 'br')), undefined)
  assert.is(one(1, answer(Buffer.alloc(0), 'br')), undefined)
})

check('decodes nothing into more memory than a page may have', () => {
  const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024), { level: 1 })

  assert.throws(() => decodeBody(bomb, 'gzip'))
})

check.run()

const head = { status: 200, fields: {}, body: 0, isLast: false } as const

function request(expect: Partial<Expectation>): PlannedRequest {
  const whole = { status: 200, fields: {}, digest: digestOf(page, []), mask: [], ...expect }
  return { text: '', method: 'GET', target: '/a', expect: whole }
}

function answer(body: Buffer, coding: string | undefined) {
  return { head: { ...head, fields: coding === undefined ? {} : { 'content-encoding': coding } }, body }
}
