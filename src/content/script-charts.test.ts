import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chartsInScript } from './script-charts.ts'

const script = suite('content/script-charts')

script('reads a gauge', () => {
  const options =
    "{ min: -10, max: 10, segments: [{ limit: 0, label: 'Low', color: 'red' }, { limit: 10, label: 'High' }] }"

  assert.equal(charts(`createGauge(document.getElementById('x'), -5, ${options})`), [
    {
      elementId: 'x',
      chart: {
        type: 'gauge',
        title: 'Title of x',
        value: -5,
        min: -10,
        max: 10,
        segments: [
          { limit: 0, label: 'Low' },
          { limit: 10, label: 'High' },
        ],
      },
    },
  ])
})

script('reads a line, numbered from one', () => {
  const call =
    "createLineChart(document.getElementById('x'), [3, 2, +1], { title: 'BTC', valuePrefix: '$', valueSuffix: ' k' })"

  assert.equal(charts(call), [
    {
      elementId: 'x',
      chart: {
        type: 'line',
        title: 'Title of x',
        labels: ['1', '2', '3'],
        series: [{ name: 'BTC', values: [3, 2, 1] }],
        prefix: '$',
        suffix: ' k',
      },
    },
  ])
})

script('reads bars and slices, which may have a title of their own', () => {
  const bars =
    "createBarChart(document.getElementById('x'), [{ label: 'a', value: 1, more: 2 }], { yAxisLabel: 'Volume' })"
  const slices = "createDoughnutChart(document.getElementById('y'), [{ 'label': 'a', 'value': 1 }], { title: 'Share' })"

  assert.equal(charts(`${bars};${slices}`), [
    { elementId: 'x', chart: { type: 'bar', title: 'Volume', bars: [{ label: 'a', value: 1 }] } },
    { elementId: 'y', chart: { type: 'doughnut', title: 'Share', slices: [{ label: 'a', value: 1 }] } },
  ])
})

script('follows names of literals, inside functions too', () => {
  const text = `
    document.addEventListener('DOMContentLoaded', () => {
      const place = document.querySelector('#x')
      const one = 1, values = [one, 2]
      createLineChart(place, values)
    })`

  assert.equal(values(charts(text)), [1, 2])
})

script('keeps the last chart of an element', () => {
  const found = charts(`${gauge('1')};${gauge('2')}`)

  assert.equal(
    found.map(({ chart }) => chart.type === 'gauge' && chart.value),
    [2],
  )
})

script('passes over what would have to be run', () => {
  assert.equal(charts(gauge('Math.random()')), [])
  assert.equal(charts(gauge('1 + 1')), [])
  assert.equal(charts(gauge('`5`')), [])
  assert.equal(charts(gauge('5n')), [])
  assert.equal(charts(gauge('/5/')), [])
  assert.equal(charts(gauge('unknown')), [])
  assert.equal(charts("createLineChart(document.getElementById('x'), [1, ...[2, 3]])"), [])
  assert.equal(charts("createLineChart(document.getElementById('x'), [1, , 3])"), [])
  assert.equal(charts("createGauge(...[document.getElementById('x'), 5])"), [])
})

script('passes over calls of other shapes', () => {
  assert.equal(charts("createGauge('x', 5)"), [])
  assert.equal(charts("createGauge(document.querySelector('.x'), 5)"), [])
  assert.equal(charts("createGauge(document.getElementById(''), 5)"), [])
  assert.equal(charts("createGauge(document.getElementById('x'))"), [])
  assert.equal(charts("window.createGauge(document.getElementById('x'), 5)"), [])
  assert.equal(charts('createGauge()'), [])
})

script('passes over charts of the wrong shape', () => {
  assert.equal(charts(gauge('1e999')), [])
  assert.equal(charts(gauge('"5"')), [])
  assert.equal(charts(gauge('5, { min: 10, max: 0 }')), [])
  assert.equal(charts(gauge('5, { segments: [1] }')), [])
  assert.equal(charts("createDoughnutChart(document.getElementById('x'), [{ label: 'a', value: -1 }])"), [])
  assert.equal(charts(`createLineChart(document.getElementById('x'), [${'1,'.repeat(501)}])`), [])
})

script('finds nothing in what is not a script', () => {
  assert.equal(charts('not a script'), [])
  assert.equal(charts(''), [])
  assert.equal(charts('<script>alert(1)</script>'), [])
})

script('runs nothing, whatever stands in the script', () => {
  const harm = `
    globalThis.ran = true
    process.exit(1)
    Array.prototype.map = () => { throw new Error('mine now') }
    while (true) {}`

  const found = charts(`${harm};${gauge('5')}`)

  assert.is(found.length, 1)
  assert.is(Reflect.get(globalThis, 'ran'), undefined)
})

script('runs no getter and no computed key', () => {
  const found = charts(gauge("5, { get min() { globalThis.ran = true }, [globalThis.ran = 'max']: 1 }"))

  assert.equal(found[0]?.chart, { type: 'gauge', title: 'Title of x', value: 5, min: 0, max: 100, segments: [] })
  assert.is(Reflect.get(globalThis, 'ran'), undefined)
})

script('does not let options reach a prototype', () => {
  const found = charts(gauge('5, { __proto__: { min: 50 }, constructor: { prototype: { ran: 1 } } }'))

  assert.equal(found[0]?.chart, { type: 'gauge', title: 'Title of x', value: 5, min: 0, max: 100, segments: [] })
  assert.is(Reflect.get({}, 'min'), undefined)
  assert.is(Reflect.get({}, 'ran'), undefined)
})

script('takes element ids as plain text', () => {
  assert.is(charts("createGauge(document.getElementById('__proto__'), 5)")[0]?.elementId, '__proto__')
  assert.is(charts(`createGauge(document.getElementById('"><script>'), 5)`)[0]?.elementId, '"><script>')
})

script('reads names that stand for themselves or for each other', () => {
  assert.equal(charts(`var a = a; ${gauge('a')}`), [])
  assert.equal(charts(`var a = b, b = a; ${gauge('a')}`), [])
  assert.equal(charts(`var a = [a]; ${gauge('a')}`), [])
})

script('reads scripts that are long or nested deep', () => {
  assert.equal(charts(`${'['.repeat(20_000)}${']'.repeat(20_000)}`), [])
  assert.equal(charts(gauge(`${'- '.repeat(20_000)}1`)), [])
  assert.is(charts(`${'a;'.repeat(50_000)}${gauge('5')}`).length, 1)
  assert.is(charts(`var a = ${'['.repeat(500)}${']'.repeat(500)}; ${gauge('5')}`).length, 1)
})

script('passes over functions that every object has', () => {
  assert.equal(
    charts("constructor(document.getElementById('x'), { type: 'gauge', title: 'x', value: 1, min: 0, max: 2 })"),
    [],
  )
  assert.equal(charts("hasOwnProperty(document.getElementById('x'), 5)"), [])
  assert.equal(charts("__proto__(document.getElementById('x'), 5)"), [])
})

script('passes over a title that is no text', () => {
  const call = (title: string) => `createLineChart(document.getElementById('x'), [1, 2], { title: ${title} })`

  assert.not.throws(() => charts(call('{ toString: 1, valueOf: 1 }')))
  assert.not.ok(JSON.stringify(charts(call('{}'))).includes('[object Object]'))
})

script('reads names that multiply without end in little memory', async () => {
  const bomb = "var a = [a, a, a, a, a, a, a, a, a, a]; createLineChart(document.getElementById('x'), a)"
  // In a thread of its own, because running out of memory ends the whole process.
  const worker = new Worker(readInWorker, {
    eval: true,
    workerData: { module: new URL(`./script-charts${extname(import.meta.url)}`, import.meta.url).href, text: bomb },
    resourceLimits: { maxOldGenerationSizeMb: 64 },
  })

  const failed: unknown = await once(worker, 'exit').then(
    () => undefined,
    (error: unknown) => error,
  )

  assert.is(failed, undefined)
})

const readInWorker = `
  const { module, text } = require('node:worker_threads').workerData
  import(module).then(({ chartsInScript }) => chartsInScript(text, String))`

function charts(text: string) {
  return chartsInScript(text, (elementId) => `Title of ${elementId}`)
}

function values([found]: ReturnType<typeof charts>) {
  return found?.chart.type === 'line' ? found.chart.series[0]?.values : undefined
}

function gauge(rest: string): string {
  return `createGauge(document.getElementById('x'), ${rest})`
}

script.run()
