import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { byteSize } from './byte-size.ts'
import { refusalOf } from '../testing/refusal.ts'

const size = suite('core/byte-size')

size('reads plain bytes', () => {
  assert.is(byteSize('HOT_BYTES', '0'), 0)
  assert.is(byteSize('HOT_BYTES', '268435456'), 268_435_456)
  assert.is(byteSize('HOT_BYTES', '12B'), 12)
})

size('reads powers of 1000', () => {
  assert.is(byteSize('HOT_BYTES', '3kB'), 3_000)
  assert.is(byteSize('HOT_BYTES', '256MB'), 256_000_000)
  assert.is(byteSize('HOT_BYTES', '2GB'), 2_000_000_000)
  assert.is(byteSize('HOT_BYTES', '1TB'), 1_000_000_000_000)
})

size('reads powers of 1024', () => {
  assert.is(byteSize('HOT_BYTES', '3KiB'), 3_072)
  assert.is(byteSize('HOT_BYTES', '256MiB'), 268_435_456)
  assert.is(byteSize('HOT_BYTES', '1GiB'), 1_073_741_824)
  assert.is(byteSize('HOT_BYTES', '1TiB'), 1_099_511_627_776)
})

size('minds neither case nor one space', () => {
  assert.is(byteSize('HOT_BYTES', '1 mib'), 1_048_576)
  assert.is(byteSize('HOT_BYTES', '1MB'), byteSize('HOT_BYTES', '1mb'))
})

size('refuses what is no size, and what a person could mean in two ways', () => {
  assert.is(refusalOf(() => byteSize('HOT_BYTES', 'lots')).message, 'HOT_BYTES is "lots"')
  assert.is(refusalOf(() => byteSize('HOT_BYTES', '64M')).code, 'E_USAGE')
  assert.is(refusalOf(() => byteSize('HOT_BYTES', '1.5GB')).code, 'E_USAGE')
  assert.is(refusalOf(() => byteSize('HOT_BYTES', '-1')).code, 'E_USAGE')
  assert.is(refusalOf(() => byteSize('HOT_BYTES', 'MB')).code, 'E_USAGE')
  assert.is(refusalOf(() => byteSize('HOT_BYTES', '')).code, 'E_USAGE')
  assert.is(refusalOf(() => byteSize('HOT_BYTES', '1constructor')).code, 'E_USAGE')
})

size('refuses more bytes than a number holds exactly', () => {
  assert.is(byteSize('HOT_BYTES', '9007199254740991'), Number.MAX_SAFE_INTEGER)
  assert.is(refusalOf(() => byteSize('HOT_BYTES', '9007199254740992')).code, 'E_USAGE')
  assert.is(refusalOf(() => byteSize('HOT_BYTES', '9000TiB')).code, 'E_USAGE')
})

size('says what to give, and how many at least', () => {
  assert.is(refusalOf(() => byteSize('--hot-bytes', 'x')).hint, 'give bytes, such as 268435456, 256MB or 256MiB')
  assert.match(refusalOf(() => byteSize('--cache-bytes', '0', 1)).hint!, 'at least 1 bytes')
  assert.is(byteSize('--cache-bytes', '1', 1), 1)
})

size.run()
