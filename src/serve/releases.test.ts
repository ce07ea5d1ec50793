import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../market/board.ts'
import { requireCurrent } from '../output/current.ts'
import { currentFile } from '../output/layout.ts'
import { build } from '../testing/builds.ts'
import { serveOptions } from '../testing/serving.ts'
import { createSignal } from '../testing/signal.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'
import { reportFile, type TinySite, writeTinySite } from '../testing/tiny-site.ts'
import type { ProductSource } from './products/product-source.ts'
import { createReleases, type Releases, type ReleasesParts } from './releases.ts'

const releasing = suite('serve/releases')

interface Tested {
  where: TinySite
  releases: Releases
  /** What happened, in its order. */
  told: string[]
  /** Makes another build current. */
  buildAnother(): Promise<string>
}

/** A tiny site whose builds are taken as they become current; their opening and closing is told of. */
function withReleases(parts: Partial<ReleasesParts>, work: (tested: Tested) => Promise<void>): Promise<void> {
  return withTinyBuild(async (where) => {
    const told: string[] = []
    let opened = 0
    const openProducts = () => {
      const number = ++opened
      told.push(`open ${number}`)
      return {
        productsFor: () => undefined,
        close: async () => told.push(`close ${number}`),
      } as unknown as ProductSource
    }
    const releases = await createReleases({
      out: where.out,
      options: { ...serveOptions, openProducts, board: createBoard(), showSnapshot() {} },
      prepare: async () => void told.push('prepare'),
      onRelease: () => told.push('release'),
      onProblem: (error) => told.push((error as Error).message),
      ...parts,
    })
    const buildAnother = async () => {
      await writeTinySite(join(where.site, '..'), reportFile(3))
      return (await build(where)).id
    }
    try {
      await work({ where, releases, told, buildAnother })
    } finally {
      await releases.close()
    }
  })
}

releasing('serves the current build, and tells of it', () =>
  withReleases({}, async ({ where, releases, told }) => {
    await releases.reload()

    assert.is(releases.current().id, (await requireCurrent(where.out)).build)
    assert.equal(told, ['open 1', 'release'])
    assert.is(releases.problem(), undefined)
  }),
)

releasing('prepares another build before it takes the place of the one before, which is closed', () =>
  withReleases({}, async ({ releases, told, buildAnother }) => {
    const before = releases.current().id
    const id = await buildAnother()

    await releases.reload()
    const after = releases.current().id
    await releases.close()

    assert.not.equal(id, before)
    assert.is(after, id)
    assert.equal(told.slice(0, 4), ['open 1', 'release', 'open 2', 'prepare'])
    assert.is(told[4], 'release')
    assert.equal(told.slice(5).sort(), ['close 1', 'close 2'])
  }),
)

releasing('loads a build once, however often it is told to look', () =>
  withReleases({}, async ({ releases, told, buildAnother }) => {
    await buildAnother()

    await Promise.all([releases.reload(), releases.reload(), releases.reload()])

    assert.is(told.filter((one) => one.startsWith('open')).length, 2)
  }),
)

releasing('stays with what it has while the newest cannot be used, tells why once, and goes on when it can', () =>
  withReleases({}, async ({ where, releases, told, buildAnother }) => {
    const before = releases.current().id
    await writeFile(currentFile(where.out), '{"format":1,"build":"0123456789abcdef","previous":[]}')

    await releases.reload()
    await releases.reload()
    const problem = releases.problem()
    const meanwhile = releases.current().id
    const id = await buildAnother()
    await releases.reload()

    assert.match(problem!, 'manifest.json is missing')
    assert.equal(told.slice(2, 4), [problem, 'open 2'])
    assert.equal([meanwhile, releases.current().id], [before, id])
    assert.is(releases.problem(), undefined)
  }),
)

releasing('closes a build that could not be prepared, and tries again', () => {
  let attempts = 0
  const prepare = async () => {
    if (++attempts === 1) throw new Error('not prepared')
  }
  return withReleases({ prepare }, async ({ releases, told, buildAnother }) => {
    const id = await buildAnother()

    await releases.reload()
    const afterFailure = [...told]
    await releases.reload()

    assert.equal(afterFailure, ['open 1', 'release', 'open 2', 'close 2', 'not prepared'])
    assert.is(releases.current().id, id)
  })
})

releasing('waits at its close for the release before, while requests still use it', () =>
  withReleases({}, async ({ releases, told, buildAnother }) => {
    const leave = createSignal()
    void releases.current().use(() => leave.given)
    await buildAnother()
    await releases.reload()

    const closing = releases.close().then(() => [...told])
    while (!told.includes('close 2')) await new Promise(setImmediate)
    const before = [...told]
    leave.give()
    const atClose = await closing

    assert.not(before.includes('close 1'))
    assert.ok(atClose.includes('close 1'))
  }),
)

releasing('may be closed twice', () =>
  withReleases({}, async ({ releases, told }) => {
    await releases.close()
    await releases.close()

    assert.ok(told.includes('close 1'))
  }),
)

releasing.run()
