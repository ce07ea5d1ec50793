import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bytes, milliseconds } from './units.ts'

const units = suite('cli/units')

units('tells bytes as they are below a thousand', () => {
  assert.is(bytes(0), '0 B')
  assert.is(bytes(999), '999 B')
})

units('tells bytes in powers of 1000 with one decimal', () => {
  assert.is(bytes(1000), '1.0 kB')
  assert.is(bytes(1_234_567), '1.2 MB')
  assert.is(bytes(5_000_000_000), '5.0 GB')
  assert.is(bytes(7_000_000_000_000), '7.0 TB')
})

units('has no larger unit than terabytes', () => {
  assert.is(bytes(1_500_000_000_000_000), '1500.0 TB')
})

units('never tells a thousand of a unit that has a larger one', () => {
  assert.is(bytes(999_999), '1.0 MB')
})

units('tells milliseconds as whole ones below a second', () => {
  assert.is(milliseconds(0), '0 ms')
  assert.is(milliseconds(84.6), '85 ms')
})

units('tells seconds with one decimal', () => {
  assert.is(milliseconds(1000), '1.0 s')
  assert.is(milliseconds(5120), '5.1 s')
})

units('never tells a thousand milliseconds', () => {
  assert.is(milliseconds(999.7), '1.0 s')
})

units.run()
