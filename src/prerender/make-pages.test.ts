import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encodeReport, indexOf, type ReportIndex } from '../content/report-index.ts'
import { encodePage } from '../output/manifest.ts'
import { defineSite, route } from '../site/contract.ts'
import { manifestPage } from '../testing/stored-page.ts'
import type { PageInputs, PageResult, PageTask } from './build-task.ts'
import { type MakeBasis, makePages, pageTasks } from './make-pages.ts'
import { type OlderBuild, parseInputs } from './older-build.ts'

const making = suite('prerender/make-pages')

/** What the loaders of these pages read. */
const pages: Record<string, Partial<PageInputs>> = {
  '/': { reads: ['latest', 'market'] },
  '/list': { reads: ['list 1 10'] },
  '/report/1': { reads: ['get 1'] },
  '/report/2': { reads: ['get 2', 'older 2 3'] },
  '/shop': { reads: ['products'] },
  '/legal': { reads: [] },
}

making('makes every page the first time, in the order of the plan', async () => {
  const { made, planned, result } = await run()

  assert.equal(made.map(({ address }) => address).sort(), Object.keys(pages).sort())
  assert.ok(made.every(({ before }) => before === undefined))
  assert.equal(addressesOf(result), Object.keys(pages))
  assert.equal(planned, [{ pages: 6, toMake: 6 }])
  assert.equal([result.made, result.failures, result.isFetching], [6, [], false])
  assert.equal(result.files.toSorted()[0], '/.br')
})

making('makes none when nothing has changed, and keeps every line as it is', async () => {
  const first = await run()

  const { made, planned, result } = await run({ older: first.older })

  assert.equal([made, planned], [[], [{ pages: 6, toMake: 0 }]])
  assert.equal([result.lines, result.inputs], [first.result.lines, first.result.inputs])
  assert.equal([result.made, result.files], [0, []])
})

making('makes the pages that read what has changed, and no others', async () => {
  const { older } = await run()
  const madeWith = async (basis: Partial<MakeBasis>) => {
    const { made } = await run({ older, ...basis })
    return made.map(({ address }) => address)
  }

  assert.equal(await madeWith({ index: indexWith([1, 'Other'], [2]) }), ['/list', '/report/1', '/report/2'])
  assert.equal(await madeWith({ index: indexWith([1], [2, 'Other']) }), ['/', '/list', '/report/2'])
  assert.equal(await madeWith({ index: indexWith([1], [2], [3]) }), ['/', '/list'])
  assert.equal(await madeWith({ index: indexWith([1]) }), ['/', '/list', '/report/2'])
  assert.equal(await madeWith({ products: 'others' }), ['/shop'])
  assert.equal(await madeWith({ market: 'another' }), ['/'])
})

making('makes the pages of a route whose template has changed, whatever their data', async () => {
  const { older } = await run()

  const { made } = await run({ older, templates: { page: 'same', report: 'another' } })

  assert.equal(
    made.map(({ address, before }) => [address, before!.page.address, before!.data]),
    [
      ['/report/1', '/report/1', undefined],
      ['/report/2', '/report/2', undefined],
    ],
  )
})

making('hands over the data of the page before unless the same data may give another page', async () => {
  const { older } = await run()
  const dataWith = async (basis: Partial<MakeBasis>) => {
    const { made } = await run({ older, ...basis })
    return made.map(({ address, before }) => [address, before!.data])
  }

  assert.equal(await dataWith({ index: indexWith([1], [2], [3]) }), [
    ['/', 'data of /'],
    ['/list', 'data of /list'],
  ])
  assert.equal(await dataWith({ index: indexWith([1], [2], [3]), market: 'another' }), [
    ['/', undefined],
    ['/list', 'data of /list'],
  ])
  assert.equal(
    (await dataWith({ isForced: true })).map(([, data]) => data),
    Array(6).fill(undefined),
  )
})

making('keeps the line of a page that turns out the same, and what it has read now', async () => {
  const { older, result: first } = await run()
  const index = indexWith([1], [2], [3])
  const same = async ({ address }: PageTask): Promise<PageResult> => ({ kind: 'same', inputs: inputsOf(address) })

  const { result, older: next } = await run({ older, index }, { make: same })
  const { made } = await run({ older: next, index })

  assert.equal(result.lines, first.lines)
  assert.not.equal(result.inputs[0], first.inputs[0])
  assert.equal(result.files, [])
  assert.equal(made, [])
})

making('makes a page again that was made in a lower quality than is asked for, and none in a higher', async () => {
  const { older } = await run()
  const [home, ...others] = tasks

  const { made } = await run({ older }, { tasks: [{ ...home!, quality: 11 }, ...others] })
  const lower = await run({ older }, { tasks: tasks.map((task) => ({ ...task, quality: 1 })) })

  assert.equal(
    made.map(({ address, quality }) => [address, quality]),
    [['/', 11]],
  )
  assert.equal(lower.made, [])
})

making('goes by the quality that a page has, not by the one that was asked for', async () => {
  const better = async (task: PageTask): Promise<PageResult> => ({ ...madeOf(task), quality: 11 })
  const { older } = await run({}, { make: better })

  const { made } = await run({ older }, { tasks: tasks.map((task) => ({ ...task, quality: 9 })) })

  assert.equal(made, [])
})

making('makes pages each time that fetched something, and tells that there are some', async () => {
  const make = async (task: PageTask): Promise<PageResult> => ({
    ...madeOf(task),
    inputs: { ...inputsOf(task.address), isFetched: task.address === '/legal' },
  })
  const first = await run({}, { make })

  const { made, result } = await run({ older: first.older }, { make })

  assert.equal(
    made.map(({ address }) => address),
    ['/legal'],
  )
  assert.equal([first.result.isFetching, result.isFetching], [true, true])
})

making('makes all pages when it has to, and knows those before', async () => {
  const { older } = await run()

  const { made } = await run({ older, isForced: true })

  assert.equal(
    made.map(({ before }) => before!.page.address),
    Object.keys(pages),
  )
})

making('makes a page that is new, and has none that is gone', async () => {
  const { older } = await run()

  const { made, result } = await run({ older }, { tasks: [taskOf('/new'), ...tasks.slice(2)] })

  assert.equal(
    made.map(({ address, before }) => [address, before]),
    [['/new', undefined]],
  )
  assert.equal(addressesOf(result), ['/new', ...Object.keys(pages).slice(2)])
})

making('leaves out pages that fail, tells of them in the order of the plan, and has the others', async () => {
  const make = async (task: PageTask): Promise<PageResult> => {
    if (task.address === '/report/1') throw new Error('the thread is lost')
    if (task.address !== '/list') return madeOf(task)
    await new Promise(setImmediate)
    return { kind: 'failed', failure: { address: '/list', message: 'boom', place: 'site.tsx:1:1' } }
  }

  const { result, told } = await run({}, { make })

  assert.equal(result.failures, [
    { address: '/list', message: 'boom', place: 'site.tsx:1:1' },
    { address: '/report/1', message: 'the thread is lost', place: undefined },
  ])
  assert.equal(addressesOf(result), ['/', '/report/2', '/shop', '/legal'])
  assert.equal(result.inputs.length, 4)
  assert.equal(told.map(([address, failure]) => `${address} ${failure}`).sort(), [
    '/ undefined',
    '/legal undefined',
    '/list boom',
    '/report/1 the thread is lost',
    '/report/2 undefined',
    '/shop undefined',
  ])
})

making('has the lines in the order of the tasks, those kept between the others, whatever ends first', async () => {
  const { older, result: first } = await run()
  const changed = { older, templates: { page: 'another', report: 'same' } }

  const { made, result } = await run(changed, { make: lastFirst(4), lanes: 6 })

  assert.equal(
    made.map(({ address }) => address),
    ['/', '/list', '/shop', '/legal'],
  )
  assert.equal(addressesOf(result), Object.keys(pages))
  assert.equal([result.lines[2], result.inputs[2]], [first.lines[2], first.inputs[2]])
  assert.equal(result.totals, { pages: 6, htmlBytes: 6 * '<p>'.length, brBytes: 6 * 'br'.length, imageBytes: 0 })
})

making('tells of failures in the order of the plan when the last fails first', async () => {
  const make = lastFirst(6, ({ address }) => address.startsWith('/report/') || address === '/')

  const { result, told } = await run({}, { make, lanes: 6 })

  assert.equal(
    result.failures.map(({ address }) => address),
    ['/', '/report/1', '/report/2'],
  )
  assert.equal(
    told.map(([address]) => address),
    Object.keys(pages).reverse(),
  )
  assert.equal(addressesOf(result), ['/list', '/shop', '/legal'])
  assert.is(result.totals.pages, 3)
})

making('counts what is kept among what the pages come to', async () => {
  const first = await run()

  const { result } = await run({ older: first.older })

  assert.equal(result.totals, first.result.totals)
  assert.is(result.totals.pages, 6)
})

making('tells which five pages took longest', async () => {
  const make = async (task: PageTask): Promise<PageResult> => ({ ...madeOf(task), ms: task.address.length })

  const { result } = await run({}, { make })

  assert.equal(
    result.slowest.map(({ ms }) => ms),
    [9, 9, 6, 5, 5],
  )
})

making('has no more pages under way than it may', async () => {
  let underWay = 0
  let most = 0
  const make = async (task: PageTask): Promise<PageResult> => {
    most = Math.max(most, ++underWay)
    await new Promise(setImmediate)
    underWay--
    return madeOf(task)
  }

  await run({}, { make })

  assert.is(most, 2)
})

making('plans a task for each page, and error pages in every language', () => {
  const bare = { page: () => null, head: () => ({ title: '' }) }
  const legal = route('/legal', { id: 'legal', ...bare })
  const site = defineSite({ locales: ['vi', 'en'], layout: () => null, routes: [legal], notFound: bare, error: bare })
  const match = { route: legal, params: {}, path: '/legal' }

  const planned = pageTasks(
    {
      pages: [{ address: '/vi/legal', locale: 'vi', match }],
      quality: (address, status) => (status === 200 ? address.length : 11),
    },
    site,
  )

  const [page, ...errorPages] = planned
  assert.equal(page, {
    ...{ address: '/vi/legal', route: 'legal', locale: 'vi', path: '/legal', params: {} },
    ...{ status: 200, quality: 9, before: undefined },
  })
  assert.equal(
    errorPages.map(({ address, route, status, quality }) => [address, route, status, quality]),
    [
      ['/vi/404', 'not-found', 404, 11],
      ['/vi/500', 'error', 500, 11],
      ['/en/404', 'not-found', 404, 11],
      ['/en/500', 'error', 500, 11],
    ],
  )
  assert.equal([...planned], [page, ...errorPages])
})

making.run()

const basisBefore: MakeBasis = {
  older: undefined,
  isForced: false,
  engine: 'same',
  index: indexWith([1], [2]),
  templates: { page: 'same', report: 'same' },
  products: 'same',
  market: 'same',
}

const tasks = Object.keys(pages).map(taskOf)

/** Makes the pages with what was given, and has what came of it. */
async function run(
  basis: Partial<MakeBasis> = {},
  given: { tasks?: PageTask[]; make?: (task: PageTask) => Promise<PageResult>; lanes?: number } = {},
) {
  const all = { ...basisBefore, ...basis }
  const made: PageTask[] = []
  const planned: { pages: number; toMake: number }[] = []
  const told: [string, string | undefined][] = []
  const lines: Buffer[] = []
  const inputs: Buffer[] = []
  const what = await makePages(given.tasks ?? tasks, all, {
    make(task) {
      made.push(task)
      return given.make ? given.make(task) : Promise.resolve(madeOf(task))
    },
    lanes: given.lanes ?? 2,
    pages: { append: (line) => lines.push(Buffer.from(line)) },
    inputs: { append: (line) => inputs.push(Buffer.from(line)) },
    onPlanned: (counts) => planned.push(counts),
    onMade: (address, failure) => told.push([address, failure?.message]),
  })
  const result = { ...what, lines, inputs }
  return { made, planned, told, result, older: olderOf(result, all) }
}

/** What was written. */
interface Written {
  lines: Buffer[]
  inputs: Buffer[]
}

/** The build that these pages make. */
function olderOf({ lines, inputs }: Written, { index, ...versions }: MakeBasis): OlderBuild {
  const older = new Map(inputs.map((inputsLine, at) => [addressIn(inputsLine), { line: lines[at]!, inputsLine }]))
  const { size } = older
  const pages = { size, has: (address: string) => older.has(address), find: (address: string) => older.get(address) }
  return { build: {} as OlderBuild['build'], pages, index, versions }
}

function taskOf(address: string): PageTask {
  const route = address.startsWith('/report/') ? 'report' : 'page'
  return {
    ...{ address, route, locale: 'en', path: address, params: {}, status: 200 },
    ...{ quality: 5, before: undefined },
  }
}

function madeOf({ address, quality }: PageTask): PageResult & { kind: 'made' } {
  const page = manifestPage(address, '<p>', 'br')
  const line = encodePage({ ...page, br: { ...page.br, quality } })
  return { kind: 'made', line, inputs: inputsOf(address), quality, files: [`${address}.html`, `${address}.br`], ms: 1 }
}

/** Ends the pages when so many are under way, the last that began before all others. */
function lastFirst(count: number, fails: (task: PageTask) => boolean = () => false) {
  const waiting: (() => void)[] = []
  return async (task: PageTask): Promise<PageResult> => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length === count) setImmediate(() => waiting.reverse().forEach((end) => end()))
    })
    if (fails(task)) return { kind: 'failed', failure: { address: task.address, message: 'boom', place: undefined } }
    return madeOf(task)
  }
}

function inputsOf(address: string): PageInputs {
  return { data: `data of ${address}`, reads: [], isFetched: false, ...pages[address] }
}

function addressesOf({ lines, inputs }: Written): string[] {
  const addresses = inputs.map(addressIn)
  assert.equal(
    lines.map((line) => JSON.parse(line.toString()).address),
    addresses,
  )
  assert.ok(inputs.every((line) => parseInputs(line).key))
  return addresses
}

function addressIn(inputsLine: Buffer): string {
  return (JSON.parse(inputsLine.toString()) as string[])[0]!
}

function indexWith(...reports: [id: number, title?: string][]): ReportIndex {
  const rows = reports.map(([id, title = 'Title']) => {
    const { version, entryVersion, entry } = encodeReport({
      facts: { id, slug: `${id}`, createdAt: '2026-11-20T00:00:00Z', symbols: [], prices: {}, sources: [] },
      texts: { en: { title, summary: '', readingMinutes: 1, body: { kind: 'sections', sections: [] } } },
    })
    const place = { sources: '', pack: '', at: 0, length: 0 }
    return { head: { id, name: `${id}`, time: 0, version, entryVersion, ...place }, entry }
  })
  return indexOf(rows)
}
