/** Builds without room on the disk, or in memory. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCurrent } from '../output/current.ts'
import type { BuildSummary } from '../prerender/build.ts'
import { assertNextIsWell, assertTidy, assertVerified, type HeldSite, withHeldSite } from './held-site.ts'
import type { Finished } from './run-cli.ts'

const starved = suite('testing/starved-builds')

/** What is above it cannot be written, as on a full disk, whoever runs the tests and wherever: 64 KiB, in blocks of 512. */
const fewBlocks = 'ulimit -f 128'
const tooMuch = 200_000

starved('says which pack has no room, and leaves the current build as it is', () =>
  withSizedSite(async (site) => {
    await site.retitle('Long', 'word '.repeat(tooMuch / 5))

    const { code, stderr } = await buildIn(site, fewBlocks)

    assert.match(stderr, /out\/reports\/[0-9a-f]{32}\.ndjson: cannot be written: EFBIG.* \(make room there/)
    await assertUnharmed(site, code)
  }),
)

starved('says which page has no room, and leaves the current build as it is', () =>
  withSizedSite(async (site) => {
    await site.retitle('large')

    const { code, stderr } = await buildIn(site, fewBlocks)

    assert.match(stderr, /out\/pages\/sized\.[0-9a-f]{16}\.html: cannot be written: EFBIG.* \(make room there/)
    assert.not.match(stderr, 'failed:')
    await assertUnharmed(site, code)
  }),
)

starved('says that the list of pages has no room, and leaves the current build as it is', () =>
  withSizedSite(async (site) => {
    await site.retitle('many')

    const { code, stderr } = await buildIn(site, fewBlocks)

    assert.match(stderr, /out\/builds\/.*\/pages\.ndjson: cannot be written: EFBIG.* \(make room there/)
    await assertUnharmed(site, code)
  }),
)

starved('says that the bundle has no room, and not that the site is wrong', () =>
  withSizedSite(async (site) => {
    const { code, stderr } = await buildIn(site, 'ulimit -f 8', ['--force'])

    assert.match(stderr, /out\/builds\/.*: cannot be written: EFBIG.* \(make room there/)
    await assertUnharmed(site, code)
  }),
)

starved('fails a page that takes more memory than there is, makes the others, and goes on when it is mended', () =>
  withSizedSite(async (site) => {
    await site.retitle('endless')

    const { code, stdout } = await site.start(['--json']).finished

    assert.is(code, 1)
    const { failures, pages, published } = JSON.parse(stdout) as BuildSummary
    assert.equal(
      failures.map(({ address }) => address),
      ['/sized'],
    )
    assert.match(failures[0]!.message, /memory/)
    assert.equal([pages, published], [7, false])
    assert.is((await readCurrent(site.out))?.build, site.id)
    await assertVerified(site.out)
    await assertNextIsWell(site)
  }),
)

starved.run()

/** The title of the newest report decides how much the site is. */
const sizedRoutes = `
  route('/sized', { id: 'sized', page: Note, head, prerender: 'all', load: async (_, { reports }) => {
    const { title } = await reports.latest()
    if (title === 'endless') for (const all = []; ;) all.push({ text: String(Math.random()) })
    return { name: title === 'large' ? 'x'.repeat(${tooMuch}) : title }
  } }),
  route('/many/:n', { id: 'many', page: Note, head, prerender: 'all', load: () => ({ name: 'one of many' }),
    params: async ({ reports }) =>
      (await reports.latest()).title === 'many' ? Array.from({ length: 300 }, (_, n) => ({ n: String(n) })) : [{ n: '1' }],
  }),`

function withSizedSite(work: (site: HeldSite) => Promise<void>): Promise<void> {
  return withHeldSite(work, sizedRoutes)
}

function buildIn(site: HeldSite, limit: string, args: readonly string[] = []): Promise<Finished> {
  return site.start(args, limit).finished
}

/** Nothing is left that takes room, the build before is current, and the next one is well where there is room. */
async function assertUnharmed(site: HeldSite, code: number | null): Promise<void> {
  assert.is(code, 1)
  assert.is((await readCurrent(site.out))?.build, site.id)
  await assertVerified(site.out)
  await assertTidy(site.out)
  await assertNextIsWell(site)
}
