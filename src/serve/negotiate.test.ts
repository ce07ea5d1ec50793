import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chooseEncoding, preferredLanguages } from './negotiate.ts'

const negotiate = suite('serve/negotiate')

negotiate('gives plain bytes to a client that says nothing', () => {
  assert.is(chooseEncoding(undefined), 'identity')
  assert.is(chooseEncoding(''), 'identity')
})

negotiate('gives browsers brotli', () => {
  assert.is(chooseEncoding('gzip, deflate, br, zstd'), 'br')
})

negotiate('gives gzip where there is no brotli', () => {
  assert.is(chooseEncoding('gzip, deflate'), 'gzip')
  assert.is(chooseEncoding('x-gzip'), 'gzip')
})

negotiate('gives plain bytes where there is neither', () => {
  assert.is(chooseEncoding('deflate, zstd'), 'identity')
})

negotiate('follows the weights', () => {
  assert.is(chooseEncoding('br;q=0.5, gzip;q=0.8'), 'gzip')
  assert.is(chooseEncoding('gzip;q=0.001, br;q=0.002'), 'br')
  assert.is(chooseEncoding('identity;q=1, br;q=0.9'), 'identity')
})

negotiate('takes the smaller bytes of equal weights', () => {
  assert.is(chooseEncoding('identity, gzip, br'), 'br')
  assert.is(chooseEncoding('identity;q=0.5, gzip;q=0.5'), 'gzip')
})

negotiate('never gives what has the weight 0', () => {
  assert.is(chooseEncoding('br;q=0, gzip'), 'gzip')
  assert.is(chooseEncoding('br;q=0.000, gzip;q=0'), 'identity')
  assert.is(chooseEncoding('*, br;q=0'), 'gzip')
})

negotiate('reads * as every encoding that is not named', () => {
  assert.is(chooseEncoding('*'), 'br')
  assert.is(chooseEncoding('gzip;q=0.5, *;q=0.1'), 'gzip')
  assert.is(chooseEncoding('*;q=0, gzip;q=0.1'), 'gzip')
})

negotiate('gives plain bytes where nothing at all is acceptable', () => {
  assert.is(chooseEncoding('*;q=0'), 'identity')
  assert.is(chooseEncoding('identity;q=0'), 'identity')
})

negotiate('gives packed bytes to a client that only refuses plain ones', () => {
  assert.is(chooseEncoding('identity;q=0, gzip;q=0.1'), 'gzip')
})

negotiate('reads names in any case and with any blanks', () => {
  assert.is(chooseEncoding('  GZip ; Q=0.5 ,BR;q=0.6'), 'br')
})

negotiate('does not ask for what it cannot read', () => {
  assert.is(chooseEncoding('br;q=high, gzip'), 'gzip')
  assert.is(chooseEncoding('br;q=1.5, gzip;q=0.1'), 'gzip')
  assert.is(chooseEncoding('br;q=-1'), 'identity')
  assert.is(chooseEncoding(';;,,=,'), 'identity')
})

negotiate('takes no part of a name for the name', () => {
  assert.is(chooseEncoding('brotli, gzip-like'), 'identity')
})

negotiate('puts languages in the order of their weights', () => {
  assert.equal(preferredLanguages('en;q=0.7, vi, ru;q=0.8'), ['vi', 'ru', 'en'])
})

negotiate('keeps languages of equal weight in the order they are named', () => {
  assert.equal(preferredLanguages('vi-VN,en,ru'), ['vi-vn', 'en', 'ru'])
})

negotiate('leaves out languages of weight 0', () => {
  assert.equal(preferredLanguages('vi;q=0, en;q=0.1'), ['en'])
})

negotiate('prefers no language where none is named', () => {
  assert.equal(preferredLanguages(undefined), [])
  assert.equal(preferredLanguages(' , '), [])
})

negotiate.run()
