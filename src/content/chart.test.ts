import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseWith } from '../core/parse.ts'
import { chartSchema } from './chart.ts'

const chart = suite('content/chart')

const bar = { type: 'bar', title: 'Volume', bars: [{ label: 'BTC', value: -1.5 }] }
const line = { type: 'line', title: 'Price', labels: ['Mon', 'Tue'], series: [{ name: 'BTC', values: [1, 2] }] }
const doughnut = { type: 'doughnut', title: 'Share', slices: [{ label: 'BTC', value: 0 }] }
const gauge = { type: 'gauge', title: 'Mood', value: 45, min: 0, max: 100, segments: [{ limit: 50, label: 'Fear' }] }

chart('takes the four kinds as they are', () => {
  assert.equal(chartSchema.parse(bar), bar)
  assert.equal(chartSchema.parse(line), line)
  assert.equal(chartSchema.parse(doughnut), doughnut)
  assert.equal(chartSchema.parse(gauge), gauge)
})

chart('gives a gauge without segments an empty list', () => {
  const { segments: _, ...plain } = gauge

  assert.equal(chartSchema.parse(plain), { ...plain, segments: [] })
})

chart('refuses a kind it does not know, also one that every object has', () => {
  assert.throws(() => check({ ...bar, type: 'pie' }), /type: Invalid discriminator/)
  assert.throws(() => check({ ...bar, type: 'constructor' }), /type: Invalid discriminator/)
  assert.throws(() => check({ ...bar, type: '__proto__' }), /type: Invalid discriminator/)
})

chart('refuses what is no object', () => {
  assert.throws(() => check(null), /expected object/)
  assert.throws(() => check([]), /expected object/)
  assert.throws(() => check('bar'), /expected object/)
})

chart('names a field that it does not know', () => {
  assert.throws(() => check({ ...bar, onclick: 'alert(1)' }), /"onclick"/)
  assert.throws(() => check({ ...bar, bars: [{ label: 'BTC', value: 1, colour: 'red' }] }), /bars\.0: .*"colour"/)
})

chart('refuses to be polluted', () => {
  const hostile: unknown = JSON.parse(`{ "__proto__": { "polluted": true }, ${JSON.stringify(bar).slice(1)}`)

  assert.throws(() => check(hostile), /"__proto__"/)
  assert.is(Reflect.get({}, 'polluted'), undefined)
})

chart('refuses a series that is shorter than its labels', () => {
  const short = { ...line, series: [{ name: 'BTC', values: [1] }] }

  assert.throws(() => check(short), /series: every series needs as many values as there are labels/)
})

chart('refuses a gauge whose scale runs backwards or stands still', () => {
  assert.throws(() => check({ ...gauge, min: 100, max: 0 }), /min: min must be below max/)
  assert.throws(() => check({ ...gauge, min: 5, max: 5 }), /min: min must be below max/)
})

chart('refuses numbers that are none or endless', () => {
  assert.throws(() => check({ ...gauge, value: '45' }), /value: .*expected number/)
  assert.throws(() => check({ ...gauge, value: Infinity }), /value: /)
  assert.throws(() => check({ ...gauge, value: NaN }), /value: /)
  assert.throws(() => check({ ...doughnut, slices: [{ label: 'BTC', value: -1 }] }), /slices\.0\.value: /)
})

chart('holds a bounded number of points', () => {
  const points = (count: number) => ({
    ...line,
    labels: Array.from({ length: count }, String),
    series: [{ name: 'BTC', values: Array.from({ length: count }, (_, index) => index) }],
  })
  const bars = (count: number) => ({ ...bar, bars: Array.from({ length: count }, () => bar.bars[0]) })

  assert.not.throws(() => check(points(500)))
  assert.throws(() => check(points(501)), /labels: /)
  assert.throws(() => check(points(1)), /labels: /)
  assert.not.throws(() => check(bars(60)))
  assert.throws(() => check(bars(61)), /bars: /)
  assert.throws(() => check(bars(0)), /bars: /)
})

chart('holds texts of a bounded length', () => {
  assert.not.throws(() => check({ ...bar, title: 'x'.repeat(200), prefix: 'x'.repeat(8) }))
  assert.throws(() => check({ ...bar, title: 'x'.repeat(201) }), /title: /)
  assert.throws(() => check({ ...bar, title: '' }), /title: /)
  assert.throws(() => check({ ...bar, suffix: 'x'.repeat(9) }), /suffix: /)
})

function check(data: unknown) {
  return parseWith(chartSchema, data, 'chart')
}

chart.run()
