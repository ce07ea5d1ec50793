import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { messageOf } from '../core/errors.ts'
import { custom } from '../site/freshness.ts'
import { codeOf, failureOf } from '../testing/refusal.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { createRenderPool, type PoolOptions, type RenderPool } from './pool.ts'
import type { RenderTask } from './worker.ts'

const pool = suite('render/pool')

const noAssets = { css: [], js: [], preloads: [], early: '', speculation: '', siteUrl: '' }

/** A site as the workers see it. Its pages do as their path says. */
const bundle = `
export function render({ path, data, status }, assets) {
  if (path === '/loop') for (;;);
  if (path === '/data') return JSON.stringify(data)
  if (path === '/throw' && status === 200) throw new Error('boom')
  return status + ' ' + path + ' ' + assets.siteUrl
}
export const errorBoundarySpec = (spec) => ({ ...spec, status: 500 })
`

pool('renders with the bundle and the assets it was given', () =>
  withPool({ assets: { ...noAssets, siteUrl: 'https://example.com' } }, async ({ render }) => {
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

pool('renders rows as they were given, though they cross as columns', () =>
  withPool({}, async ({ render }) => {
    const rows = Array.from({ length: 20 }, (_, index) => ({ symbol: `s${index}`, price: index }))
    const given = structuredClone(rows)

    const { page } = await render(task('/data', rows))

    assert.equal(JSON.parse(text(page.html)), given)
    assert.equal(rows, given)
  }),
)

pool('has the bounds it was given, and tells what its threads tell', () =>
  withPool({ maxQueue: 0, timeoutMs: 3000, bundle: 'file:///nowhere/site.mjs' }, async ({ render }) => {
    const [failed, refused] = await Promise.all([failureOf(render(task('/a'))), failureOf(render(task('/b')))])

    assert.match(messageOf(failed), 'nowhere')
    assert.is(codeOf(refused), 'E_QUEUE_FULL')
  }),
)

pool('gives up a page that takes longer than it may', () =>
  withPool({ timeoutMs: 3000 }, async ({ render }) => {
    const endless = await failureOf(render(task('/loop')))

    assert.is(codeOf(endless), 'E_RENDER_TIMEOUT')
    assert.match(messageOf(endless), 'longer than 1500 ms')
  }),
)

pool('takes no page once it is closed', () =>
  withPool({}, async ({ render, close }) => {
    const rendering = render(task('/running'))
    await close()

    assert.is((await rendering).page.path, '/running')
    assert.match(messageOf(await failureOf(render(task('/late')))), 'closed')
  }),
)

pool.run()

async function withPool(options: Partial<PoolOptions>, work: (pool: RenderPool) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'site.mjs')
    await writeFile(file, bundle)
    const made = createRenderPool({
      threads: 1,
      isAhead: false,
      maxQueue: 10,
      timeoutMs: 30_000,
      bundle: pathToFileURL(file).href,
      assets: noAssets,
      ...options,
    })
    try {
      await work(made)
    } finally {
      await made.close()
    }
  })
}

function task(path: string, data?: unknown): RenderTask {
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

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}
