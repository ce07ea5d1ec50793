import type { Element, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { visit } from 'unist-util-visit'
import { benchResult, hot, interruptedResult, plainResult, plainSample } from '../../testing/bench-results.ts'
import { htmlReport } from './html.ts'

const html = suite('bench/report/html')

const nasty = `"><script>alert(1)</script><img src=x onerror='a()'>&amp;\``

html('parses without an error', () => {
  const errors: string[] = []

  fromHtml(htmlReport(benchResult()), { onerror: (error) => void errors.push(error.message) })

  assert.equal(errors, [])
})

html('holds nothing that a browser would fetch or run', () => {
  const found = elementsIn(htmlReport(benchResult()))

  const loading = new Set(['script', 'link', 'img', 'iframe', 'object', 'embed', 'image', 'use', 'base', 'form'])
  assert.equal(
    found.filter(({ tagName }) => loading.has(tagName)),
    [],
  )
  const addresses = found.flatMap(({ properties }) => [properties['href'], properties['src']]).filter(Boolean)
  assert.ok(addresses.length > 0)
  assert.ok(addresses.every((address) => String(address).startsWith('#')))
  assert.not.match(htmlReport(benchResult()), /url\(|@import/)
})

html('escapes every name and sentence', () => {
  const samples = { [nasty]: [plainSample({ serverCores: 1 })], other: [plainSample()] }
  const plain = plainResult(samples, { name: nasty })
  const [scenario] = plain.scenarios
  const texts = { name: nasty, about: nasty, problems: [nasty], warnings: [nasty] }
  const scenarios = [
    { ...scenario!, ...texts },
    { ...texts, name: 'chaos', steps: [], notRun: nasty },
  ]
  const machine = { cpu: nasty, cores: 1, memoryBytes: 1, os: nasty, node: nasty }

  const page = htmlReport({ ...plain, scenarios, machine, command: nasty, warnings: [nasty] })

  const found = elementsIn(page)
  assert.equal(
    found.filter(({ tagName }) => tagName === 'script' || tagName === 'img'),
    [],
  )
  assert.ok(found.every(({ properties }) => !Object.keys(properties).some((name) => name.startsWith('on'))))
})

html('gives each chart a title, a description and a table, and ids of its own', () => {
  const found = elementsIn(htmlReport(benchResult()))
  const ids = found.flatMap(({ properties }) => properties['id'] ?? [])

  const charts = found.filter(({ properties }) => properties['role'] === 'img')
  const figures = found.filter(({ tagName }) => tagName === 'figure')

  assert.ok(charts.length > 10)
  assert.is(figures.length, charts.length)
  assert.is(new Set(ids).size, ids.length)
  for (const { properties, children } of charts) {
    assert.equal(
      children.slice(0, 2).map((child) => child.type === 'element' && child.tagName),
      ['title', 'desc'],
    )
    for (const id of String(properties['ariaLabelledBy']).split(/[ ,]/)) assert.ok(ids.includes(id), id)
  }
  assert.ok(figures.every((figure) => elementsBelow(figure).some(({ tagName }) => tagName === 'table')))
})

html('draws a line for each server, told apart by dash as well as colour', () => {
  const [scenario] = [hot()]
  const found = elementsIn(htmlReport(benchResult({ scenarios: [scenario] })))
  const [chart] = found.filter(({ properties }) => properties['role'] === 'img')

  const lines = elementsBelow(chart!).filter(({ properties }) => String(properties['className']) === 'line')

  assert.is(lines.length, 3)
  assert.is(new Set(lines.map(({ properties }) => String(properties['strokeDashArray']))).size, 3)
})

html('has only numbers as places in its drawings, also of odd samples', () => {
  const odd = [plainSample({ series: [], answers: 0, perSecond: 0 }, []), plainSample({ series: [0, 0] }, [1])]

  const pages = [htmlReport(plainResult({ enddel: odd, none: [] })), htmlReport(interruptedResult())]

  for (const page of pages) assert.not.match(page, /NaN|Infinity|undefined/)
})

html('says why a scenario was not run', () => {
  assert.match(htmlReport(benchResult()), /<h2>Not run<\/h2><ul><li>chaos: redis-server is not installed/)
})

function elementsIn(page: string): Element[] {
  return elementsBelow(fromHtml(page))
}

function elementsBelow(tree: Root | Element): Element[] {
  const found: Element[] = []
  visit(tree, 'element', (element) => void found.push(element))
  return found
}

html.run()
