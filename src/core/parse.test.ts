import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { parseJson, parseWith } from './parse.ts'
import { refusalOf } from '../testing/refusal.ts'

const parse = suite('core/parse')

const schema = z.strictObject({ coins: z.array(z.strictObject({ symbol: z.string(), price: z.number() })) })

parse('gives what the schema makes of the data', () => {
  const trimmed = z.strictObject({ name: z.string().trim() })

  assert.equal(parseWith(trimmed, { name: ' a ' }, 'file'), { name: 'a' })
})

parse('names the place and the field, however deep', () => {
  const data = { coins: [{ symbol: 'BTC', price: 'high' }] }

  const error = refusalOf(() => parseWith(schema, data, 'market.json'))

  assert.is(error.code, 'E_SHAPE')
  assert.match(error.message, /^market\.json: coins\.0\.price: /)
})

parse('calls a field that is not there missing', () => {
  const data = { coins: [{ symbol: 'BTC' }] }

  assert.is(refusalOf(() => parseWith(schema, data, 'file')).message, 'file: coins.0.price: missing: number expected')
})

parse('counts the other fields that are wrong', () => {
  const data = { coins: [{ symbol: 1, price: 'high' }] }

  assert.match(refusalOf(() => parseWith(schema, data, 'file')).message, /\(and 1 more\)$/)
})

parse('names no field when the whole is wrong', () => {
  assert.match(refusalOf(() => parseWith(schema, 'text', 'file')).message, /^file: Invalid input/)
})

parse('refuses fields nobody knows', () => {
  assert.match(refusalOf(() => parseWith(schema, { coins: [], extra: 1 }, 'file')).message, 'extra')
})

parse('reads JSON', () => {
  assert.equal(parseJson('{"a":[1,null]}', 'file'), { a: [1, null] })
})

parse('names the place of what is not JSON', () => {
  const error = refusalOf(() => parseJson('{"a":', 'out/current.json'))

  assert.is(error.code, 'E_JSON')
  assert.match(error.message, /^out\/current\.json: not JSON: /)
})

parse.run()
