import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pagesFolder } from '../output/layout.ts'
import { pagePaths } from '../testing/page-files.ts'
import { runCli } from '../testing/run-cli.ts'
import { withServe } from '../testing/serve-process.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'
import { writeVerifiedBuild } from '../testing/verified-build.ts'

const verify = suite('cli/verify')

verify('says what it has checked and ends with 0', () =>
  inTemporaryFolder(async (out) => {
    const id = await writeVerifiedBuild(out, { '/vi/': '<a href="/vi/coin/btc">Bitcoin</a>' })

    const { code, stdout, stderr } = await runCli(['verify', '--out', out])

    assert.equal([code, stderr], [0, ''])
    const [counts, read, verdict, ...others] = stdout.trim().split('\n')
    assert.is(counts, `build ${id}: 1 pages, 6 other files, 2 reports in 1 packs, 1 links`)
    assert.match(read!, /^[\d.]+ kB read in [\d.]+ m?s$/)
    assert.equal([verdict, ...others], ['all is well'])
  }),
)

verify('says what is wrong, where, and what to do, and ends with 1', () =>
  inTemporaryFolder(async (out) => {
    await writeVerifiedBuild(out, { '/vi/': '<a href="/nowhere">x</a>' })
    const { br } = await pagePaths(out, '/vi/')
    await rm(br)

    const { code, stdout } = await runCli(['verify', '--out', out])

    assert.is(code, 1)
    assert.equal(stdout.trim().split('\n').slice(2), [
      `${br}: is missing (run \`enddel build --force\`)`,
      '/vi/: links to /nowhere: no page, file or route is there (correct the link, or add what it leads to)',
      '2 problems',
    ])
  }),
)

verify('shows fifty problems and counts the others', () =>
  inTemporaryFolder(async (out) => {
    const pages = Array.from({ length: 30 }, (_, id) => [`/vi/report/${id}`, `<p>${id}</p>`])
    await writeVerifiedBuild(out, Object.fromEntries(pages) as Record<string, string>)
    await rm(pagesFolder(out), { recursive: true })

    const { stdout } = await runCli(['verify', '--out', out])

    const lines = stdout.trim().split('\n')
    assert.is(lines.filter((line) => line.includes('is missing')).length, 50)
    assert.equal(lines.slice(-2), ['and 10 more', '60 problems'])
  }),
)

verify('prints JSON alone when asked to, of the build it is told', () =>
  inTemporaryFolder(async (out) => {
    const id = await writeVerifiedBuild(out, { '/vi/': '<p>Old</p>' })
    await rm((await pagePaths(out, '/vi/', id)).html)
    await writeVerifiedBuild(out, { '/vi/': '<p>New</p>' })

    const { code, stdout } = await runCli(['verify', '--out', out, '--build', id, '--json'])

    const { build, pages, problemCount, problems } = JSON.parse(stdout) as Record<string, unknown>
    assert.equal([code, build, pages, problemCount], [1, id, 1, 1])
    assert.equal((problems as { kind: string }[])[0]!.kind, 'damaged')
  }),
)

verify('refuses an id that is none, and one of no build', () =>
  inTemporaryFolder(async (out) => {
    await writeVerifiedBuild(out, {})
    const none = await runCli(['verify', '--out', out, '--build', '../x'])
    const unknown = await runCli(['verify', '--out', out, '--build', '0123456789abcdef'])

    assert.is(none.code, 2)
    assert.match(none.stderr, '--build is "../x" (give the name of a folder below builds/')
    assert.is(unknown.code, 1)
    assert.match(unknown.stderr, join(out, 'builds/0123456789abcdef/manifest.json is missing'))
  }),
)

verify('is done by serve before it listens, when asked to: it refuses a damaged build', () =>
  withTinyBuild(async ({ out }) => {
    const { br } = await pagePaths(out, '/')
    await rm(br)

    const { code, stdout, stderr } = await runCli(['serve', '--out', out, '--port', '0', '--verify'])

    assert.equal([code, stdout], [1, ''])
    assert.is(stderr, `enddel: the current build is damaged: ${br}: is missing (run \`enddel build --force\`)\n`)
  }),
)

verify('is done by serve once for all workers', () =>
  withTinyBuild(({ out }) =>
    withServe(out, { env: { VERIFY_BUILD: 'true' } }, async ({ log, end }) => {
      await end()

      assert.is(log.items.filter(({ msg }) => msg === 'build verified').length, 1)
    }),
  ),
)

verify.run()
