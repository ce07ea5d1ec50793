import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { contentIn } from '../content/content-in.ts'
import { readCatalogue } from '../content/catalogue.ts'
import { createFolderSource } from '../content/folder-source.ts'
import { parseReport } from '../content/parse-report.ts'
import { pngType } from '../core/png-type.ts'
import { readSampleMarket } from '../market/sample.ts'
import type { Site } from '../site/contract.ts'
import type { DocumentAssets } from '../site/document-assets.ts'
import type { PageSpec } from '../site/page-spec.ts'
import { type ContextFor, errorSpec, resolvePage } from '../site/resolve.ts'
import { casesSource, componentSource, seed } from '../testing/jsx-source.ts'
import { createMemoryStore } from '../testing/memory-store.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { bundleServer } from './bundle.ts'
import { planPages } from './plan.ts'
import { findEntry } from './site-entry.ts'

const precompile = suite('prerender/precompile-jsx')

const noFigure = () => () => undefined

precompile('makes strings of what is static, and expressions of the rest', () =>
  inTemporaryFolder(async (folder) => {
    const source = casesOf(`
      const rows = [{ name: 'a & b', price: 1 }, { name: '<c>', price: 2 }]
      function Case() {
        return <table>{rows.map(({ name, price }) => <tr key={name}><td class="name">{name}</td><td>{price} €</td></tr>)}</table>
      }`)

    const { code, results } = await bundleCases(folder, source, true)

    assert.match(code, '<tr><td class=\\"name\\">')
    assert.not.match(code, /"t[rd]"/)
    const cell = (name: string, price: number) => `<tr><td class="name">${name}</td><td>${price} €</td></tr>`
    assert.equal(results(), [`<table>${cell('a &amp; b', 1)}${cell('&lt;c>', 2)}</table>`])
  }),
)

precompile('gives the same bytes as elements do, whatever the JSX', () =>
  inTemporaryFolder(async (folder) => {
    const cases = fc.sample(componentSource(), { seed, numRuns: 1_500 })
    const plain = await bundleCases(folder, casesSource(cases), false)
    const precompiled = await bundleCases(folder, casesSource(cases), true)

    const expected = plain.results()
    const results = precompiled.results()

    const differing = cases
      .map((source, index) => ({ source, result: results[index], expected: expected[index] }))
      .filter(({ result, expected }) => result !== expected)
    assert.equal(differing.slice(0, 1), [])
    const templates = precompiled.code.match(/\(\[\s*"[^"]*<\w/g)?.length ?? 0
    assert.ok(templates > 900, `only ${templates} templates`)
  }),
)

precompile('gives the same bytes of every page of the sample site', () =>
  inTemporaryFolder(async (folder) => {
    const plain = await bundle('templates', folder, false)
    const precompiled = await bundle('templates', folder, true)
    const assets = {
      css: ['/site.css'],
      js: ['/site.js'],
      preloads: [],
      early: '',
      speculation: '',
      siteUrl: 'https://example.com',
    }
    // Images are drawn with lettering, which needs no precompiling.
    const specs = (await samplePages(plain.site)).filter(({ type }) => type !== pngType)

    const differing = specs.filter((spec) => precompiled.render(spec, assets) !== plain.render(spec, assets))

    assert.equal(
      differing.map(({ path }) => path),
      [],
    )
    assert.ok(specs.length > 100)
    assert.ok(precompiled.code.length < plain.code.length)
  }),
)

precompile('shows numbers as JavaScript does', () =>
  inTemporaryFolder(async (folder) => {
    const numbers = [0.1, 1.5, -2.25, 1e21, 1.5e-7, 5e-324, 123456789.125, 1 / 3, 7, -0, NaN, Infinity, -Infinity]
    const list = numbers.map((number) => (Object.is(number, -0) ? '-0' : String(number))).join(', ')
    const source = casesOf(`
      const numbers = [${list}]
      function Case() { return <p><b>{numbers[1]}</b>{numbers.map((number) => <i>{number}</i>)}<u>{numbers}</u></p> }`)

    const { results } = await bundleCases(folder, source, true)

    const each = numbers.map((number) => `<i>${number}</i>`).join('')
    assert.equal(results(), [`<p><b>1.5</b>${each}<u>${numbers.join('')}</u></p>`])
  }),
)

precompile('leaves elements to components that look into what they are given', () =>
  inTemporaryFolder(async (folder) => {
    const source = casesOf(`
      const Look = ({ children }) => <p title={children.props.children.props.title}>{cloneElement(children, { id: 'x' })}</p>
      function Case() { return <main><Look><b><i title="in">deep</i></b></Look></main> }`)

    const { results } = await bundleCases(folder, source, true)

    assert.equal(results(), ['<main><p title="in"><b id="x"><i title="in">deep</i></b></p></main>'])
  }),
)

precompile('shows what is added to an array before its turn comes', () =>
  inTemporaryFolder(async (folder) => {
    const source = casesOf(`
      const items = ['early ']
      const Add = () => void items.push('late')
      function Case() { return <p><Add />{items}</p> }`)

    const { results } = await bundleCases(folder, source, true)

    assert.equal(results(), ['<p>early late</p>'])
  }),
)

precompile('leaves all elements to a site whose preact/compat changes them', () =>
  inTemporaryFolder(async (folder) => {
    const source = casesOf(`
      import 'preact/compat'
      function Case() { return <p translate="no">text</p> }`)

    const { results } = await bundleCases(folder, source, true)

    assert.equal(results(), ['<p>text</p>'])
  }),
)

precompile('makes the same file in development', () =>
  inTemporaryFolder(async (folder) => {
    const source = casesOf('function Case() { return <p>text</p> }')
    const { code } = await bundleCases(folder, source, true)
    const { NODE_ENV } = process.env

    process.env.NODE_ENV = 'development'
    const inDevelopment = await bundleCases(folder, source, true).finally(() => {
      if (NODE_ENV === undefined) delete process.env.NODE_ENV
      else process.env.NODE_ENV = NODE_ENV
    })

    assert.is(inDevelopment.code, code)
    assert.match(code, '<p>text</p>')
  }),
)

precompile('keeps the places where errors come from', () =>
  inTemporaryFolder(async (folder) => {
    const source = throwing(
      `<section class="a">\n<p>{'ảnh 😀'}</p> <p>{nothing.name}</p></section>`,
      `<a href="/" title={\`\${\n  nothing.name}\`}>text</a>`,
      `<ul>{[1].map((key) => <li key={key}><b lang="en">{key}</b>{nothing.name}</li>)}</ul>`,
      `<svg class="b"><g x={1} y={2}>{(nothing.name)}</g></svg>`,
      `<Box><i class={nothing.name}>text</i></Box>`,
    )
    const plain = await bundleCases(folder, source, false)
    const precompiled = await bundleCases(folder, source, true)

    const expected = plain.results().map(placesOf)
    const places = precompiled.results().map(placesOf)

    assert.equal(places, expected)
    assert.equal(
      places.map(([place]) => place),
      [...source.matchAll(/(?<=nothing\.)name/g)].map(({ index }) => placeOf(source, index)),
    )
  }),
)

function casesOf(source: string): string {
  return casesSource([source])
}

/** Components that throw, whose `results` are stacks. */
function throwing(...elements: string[]): string {
  const components = elements.map((element) => `function Boom() { return ${element} }`)
  return casesSource(components.map((text) => text.replace('Boom', 'Case')))
    .replace("catch { return 'threw' }", 'catch (error) { return error.stack }')
    .replace('const item =', 'const nothing = undefined\nconst item =')
}

function placeOf(source: string, offset: number): string {
  const lines = source.slice(0, offset).split('\n')
  return `${lines.length}:${lines.at(-1)!.length + 1}`
}

interface Bundled {
  site: Site
  render(spec: PageSpec, assets: DocumentAssets): string
}

async function bundle(site: string, folder: string, isPrecompiled: boolean) {
  const file = join(folder, String(isPrecompiled), 'site.mjs')
  await bundleServer(site, findEntry(site, 'site')!, file, isPrecompiled)
  const { site: loaded, render } = (await import(pathToFileURL(file).href)) as Bundled
  return { site: loaded, render, code: await readFile(file, 'utf8') }
}

/** Of a site that is none: see testing/jsx-source.ts. */
async function bundleCases(folder: string, source: string, isPrecompiled: boolean) {
  await writeFile(join(folder, 'site.tsx'), source)
  const { site, code } = await bundle(folder, folder, isPrecompiled)
  const { results } = site as unknown as { results(): string[] }
  return { code, results }
}

/** The lines of a stack that lie in site.tsx; source maps are on wherever tests run. */
function placesOf(stack: string): string[] {
  return [...stack.matchAll(/site\.tsx:(\d+:\d+)/g)].map(([, place]) => place!)
}

async function samplePages(site: Site): Promise<PageSpec[]> {
  const source = createFolderSource('content/reports')
  const raws = await source.read((await source.list()).drafts)
  const reports = await Promise.all(raws.map((raw) => parseReport(raw, ({ place }) => readFileSync(place, 'utf8'))))
  const sources = { reports: createMemoryStore(reports), catalogue: await readCatalogue('content/products.json') }
  const market = await readSampleMarket('content/market.json')
  const contextFor: ContextFor = (locale) => ({ ...contentIn(locale, site.locales, sources), market, locale })
  const planned = await planPages(site, contextFor, new Map(), Infinity)
  const resolved = await Promise.all(
    Array.from(planned, ({ match, locale }) => resolvePage(match, locale, contextFor, noFigure, 10_000)),
  )
  const errors = site.locales.flatMap((locale) => [errorSpec(404, locale), errorSpec(500, locale)])
  return [...resolved.flatMap((page) => (page.kind === 'page' ? [page.spec] : [])), ...errors]
}

precompile.run()
