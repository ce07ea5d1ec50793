import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError, messageOf } from '../core/errors.ts'
import { within } from '../core/lifecycle.ts'
import { custom } from '../site/freshness.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { createRenderPool, type PoolOptions, type RenderPool } from './pool.ts'
import type { RenderTask } from './worker.ts'

const pool = suite('render/pool')

/** A site as the workers see it. Its pages do as their path says. */
const bundle = `
export function render({ path, data, status }, assets) {
  if (path === '/loop') for (;;);
  if (path === '/exit') process.exit(data)
  if (path === '/throw' && status === 200) throw new Error('boom')
  return status + ' ' + path + ' ' + assets.siteUrl
}
export const errorBoundarySpec = (spec) => ({ ...spec, status: 500 })
`

pool('renders with the bundle and the assets it was given', () =>
  withPool({ assets: { css: [], js: [], siteUrl: 'https://example.com' } }, async ({ render }) => {
    const { page, failure } = await render(task('/coin'))

    assert.is(text(page.html), '200 /coin https://example.com')
    assert.is(failure, undefined)
  }),
)

pool('renders more tasks than it has threads, each its own', () =>
  withPool({ threads: 2 }, async ({ render }) => {
    const rendered = await Promise.all([render(task('/a')), render(task('/b')), render(task('/c')), render(task('/d'))])

    assert.equal(
      rendered.map(({ page }) => page.path),
      ['/a', '/b', '/c', '/d'],
    )
  }),
)

pool('gives the error page for a page that throws', () =>
  withPool({}, async ({ render }) => {
    const { page, failure } = await render(task('/throw'))

    assert.is(page.status, 500)
    assert.is(failure?.message, 'boom')
    assert.match(failure!.location!, /^site\.mjs:\d+:\d+$/)
  }),
)

pool('ends a page that never ends, and those that waited as long; the next one is rendered again', () =>
  withPool({ timeoutMs: 3000 }, async ({ render }) => {
    const [endless, waiting] = await Promise.all([failureOf(render(task('/loop'))), failureOf(render(task('/')))])
    const { page } = await render(task('/next'))

    assert.is(codeOf(endless), 'E_RENDER_TIMEOUT')
    assert.is(codeOf(waiting), 'E_RENDER_TIMEOUT')
    assert.match(messageOf(endless), '3000 ms')
    assert.is(page.path, '/next')
  }),
)

pool('refuses a task when as many wait as may, and renders those that waited', () =>
  withPool({ maxQueue: 1 }, async ({ render }) => {
    await render(task('/warm'))

    const running = render(task('/running'))
    const waiting = render(task('/waiting'))
    const refused = await failureOf(render(task('/refused')))

    assert.is(codeOf(refused), 'E_QUEUE_FULL')
    assert.is((await running).page.path, '/running')
    assert.is((await waiting).page.path, '/waiting')
  }),
)

pool('has room again after a full queue', () =>
  withPool({ maxQueue: 1 }, async ({ render }) => {
    await Promise.allSettled([render(task('/a')), render(task('/b')), render(task('/c'))])

    assert.is((await render(task('/next'))).page.path, '/next')
  }),
)

pool('loses only its own task when a page ends the thread, those that wait are rendered', () =>
  withPool({}, async ({ render }) => {
    await render(task('/warm'))

    const [ended, waiting] = await Promise.all([failureOf(render(task('/exit', 1))), render(task('/waiting'))])

    assert.instance(ended, Error)
    assert.is(waiting.page.path, '/waiting')
  }),
)

pool('takes a thread that ends itself with code 0 for a failure all the same', () =>
  withPool({}, async ({ render }) => {
    const ended = await failureOf(render(task('/exit', 0)))
    const { page } = await render(task('/next'))

    assert.instance(ended, Error)
    assert.is(page.path, '/next')
  }),
)

pool('tells every task of a bundle that cannot be loaded', () =>
  withPool({ bundle: 'file:///nowhere/site.mjs' }, async ({ render }) => {
    const together = await Promise.all([failureOf(render(task('/a'))), failureOf(render(task('/b')))])
    const later = await failureOf(render(task('/c')))

    for (const failure of [...together, later]) assert.match(messageOf(failure), 'nowhere')
  }),
)

pool('lets running and waiting tasks end when it is closed', () =>
  withPool({}, async ({ render, close }) => {
    await render(task('/warm'))
    const running = render(task('/running'))
    const waiting = render(task('/waiting'))

    await close()

    assert.is((await running).page.path, '/running')
    assert.is((await waiting).page.path, '/waiting')
  }),
)

pool('may be closed again, also while pages are rendered', () =>
  withPool({}, async ({ render, close }) => {
    const rendering = render(task('/running'))
    const closed = await within(10_000, Promise.all([close(), close()]))

    assert.ok(closed, 'both are told')
    assert.is((await rendering).page.path, '/running')
    assert.is(await close(), undefined)
  }),
)

pool.run()

async function withPool(options: Partial<PoolOptions>, work: (pool: RenderPool) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'site.mjs')
    await writeFile(file, bundle)
    const made = createRenderPool({
      threads: 1,
      maxQueue: 10,
      timeoutMs: 30_000,
      bundle: pathToFileURL(file).href,
      assets: { css: [], js: [], siteUrl: '' },
      ...options,
    })
    try {
      await work(made)
    } finally {
      await made.close()
    }
  })
}

function task(path: string, data?: number): RenderTask {
  const spec = {
    route: 'page',
    locale: 'en',
    path,
    params: {},
    data,
    status: 200,
    freshness: custom(0),
    tags: [],
    prints: [],
  }
  return { spec, brotliQuality: 1 }
}

function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

function codeOf(error: unknown): string | undefined {
  return error instanceof EnddelError ? error.code : undefined
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}
