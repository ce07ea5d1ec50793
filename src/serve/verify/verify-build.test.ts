import { copyFile, mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  buildFolder,
  bundleFile,
  contentFiles,
  inputsFile,
  manifestFile,
  packsFolder,
  pagesFile,
  pagesFolder,
} from '../../output/layout.ts'
import type { ManifestPage } from '../../output/manifest.ts'
import { build, sampleOut } from '../../testing/builds.ts'
import { pagePaths } from '../../testing/page-files.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { inTemporaryFolder } from '../../testing/temporary-folder.ts'
import { withTinyBuild } from '../../testing/tiny-build.ts'
import { priceMark, rewriteManifest, writeVerifiedBuild } from '../../testing/verified-build.ts'
import { maxProblems, verifyBuild } from './verify-build.ts'

const verify = suite('serve/verify/verify-build')

const coin = '/vi/coin/btc'
const sound = {
  '/vi/': `<a href="${coin}#chart">Bitcoin</a> <a href="/vi/report?id=3">Report 3</a> <img src="/robots.txt">`,
  [coin]: `<h1 title="${priceMark}">Bitcoin</h1><p>${priceMark}</p><p id="chart">Chart</p>`,
  '/vi/report/3': '<p>Report 3</p><a href="/vi/">Home</a>',
}

function withBuild(work: (out: string, id: string) => Promise<void>, pages: Record<string, string> = sound) {
  return inTemporaryFolder(async (out) => work(out, await writeVerifiedBuild(out, pages)))
}

/** `KIND PLACE: MESSAGE` of each problem, with places below `out`. */
async function problemsOf(out: string, scope: 'damage' | 'all' = 'all'): Promise<string[]> {
  const { problems } = await verifyBuild({ out, build: undefined, scope })
  return problems.map(({ kind, place, message }) => `${kind} ${place.replace(`${out}/`, '')}: ${message}`)
}

async function flipByte(path: string, at = 20): Promise<void> {
  const bytes = await readFile(path)
  bytes[at]! ^= 1
  await writeFile(path, bytes)
}

verify('finds nothing wrong with the sample site', async () => {
  const out = await sampleOut()

  const { problems, pages, files, packs, reports, links, bytes } = await verifyBuild({
    ...{ out, build: undefined, scope: 'all' },
  })

  assert.equal(problems, [])
  assert.ok(pages > 100 && files > 5 && packs > 0 && reports > 10 && links > 1_000)
  assert.ok(bytes > 1_000_000)
})

verify('counts what it has checked', () =>
  withBuild(async (out, id) => {
    const verified = await verifyBuild({ out, build: undefined, scope: 'all' })

    const { build, pages, files, packs, reports, links, problemCount } = verified
    assert.equal([build, problemCount, verified.problems], [id, 0, []])
    assert.equal([pages, files, packs, reports, links], [3, 6, 1, 2, 4])
  }),
)

verify('sees a byte of an html that is another, and one of a br', () =>
  withBuild(async (out) => {
    const { html } = await pagePaths(out, coin)
    const { br } = await pagePaths(out, '/vi/')
    await flipByte(html)
    await flipByte(br)

    const problems = await problemsOf(out)

    assert.equal(problems, [
      `damaged ${br.replace(`${out}/`, '')}: has other bytes than the build wrote`,
      `damaged ${html.replace(`${out}/`, '')}: has other bytes than the build wrote`,
    ])
  }),
)

verify('sees that a file of a page is missing, cut off, or a folder', () =>
  withBuild(async (out) => {
    const [home, btc] = [await pagePaths(out, '/vi/'), await pagePaths(out, coin)]
    await rm(home.html)
    await truncate(home.br, 7)
    await rm(btc.br)
    await mkdir(btc.br)

    const problems = await problemsOf(out)

    assert.is(problems.length, 3)
    assert.match(problems[0]!, /index\.\w+\.html: is missing$/)
    assert.match(problems[1]!, /index\.\w+\.html\.br: has 7 bytes instead of \d+$/)
    assert.match(problems[2]!, /btc\.\w+\.html\.br: cannot be read: EISDIR/)
  }),
)

verify('sees a br that is whole and decodes to another html', () =>
  withBuild(async (out, id) => {
    const [home, report] = [await pagePaths(out, '/vi/'), await pagePaths(out, '/vi/report/3')]
    let brOfHome: ManifestPage['br']
    const withHome = await rewriteManifest(out, id, '/vi/', (page) => {
      brOfHome = page.br
      return page
    })
    await rewriteManifest(out, withHome, '/vi/report/3', (page) => ({ ...page, br: brOfHome! }))
    await copyFile(
      home.br,
      join(
        pagesFolder(out),
        report.html.replace(/.*pages\//, '').replace(/\.\w+\.html$/, '') + home.br.replace(/.*index/, ''),
      ),
    )

    assert.equal(await problemsOf(out), ['damaged /vi/report/3: its br decodes to another html'])
  }),
)

verify('sees a slot that is said to stand elsewhere in the html', () =>
  withBuild(async (out, id) => {
    await rewriteManifest(out, id, coin, (page) => {
      const [first, second] = page.live!.slots
      return { ...page, live: { ...page.live!, slots: [first!, { ...second!, at: second!.at + 1 }] } }
    })

    const [problem, ...others] = await problemsOf(out)

    assert.match(problem!, /^damaged \/vi\/coin\/btc: its slot BTC\.price does not stand at \d+ of its html$/)
    assert.equal(others, [])
  }),
)

verify('sees a slot that is said to stand elsewhere in the br', () =>
  withBuild(async (out, id) => {
    const problem = `damaged ${coin}: its br does not decode to its html with other texts in its slots`
    const moveTo = (move: (brAt: number[]) => number[]) => (id: string) =>
      rewriteManifest(out, id, coin, (page) => ({ ...page, live: { ...page.live!, brAt: move(page.live!.brAt!) } }))
    const moved = await moveTo(([first, second]) => [first!, second! - 1])(id)
    const foundMoved = await problemsOf(out)
    const beyond = await moveTo(([first]) => [first!, 1_000_000])(moved)
    const foundBeyond = await problemsOf(out)
    await moveTo(([first]) => [first!])(beyond)

    assert.equal([foundMoved, foundBeyond, await problemsOf(out)], [[problem], [problem], [problem]])
  }),
)

verify('sees a pack of which a byte is another, and one that is gone', () =>
  withBuild(async (out) => {
    const [name] = await readdir(packsFolder(out))
    const problem = `damaged reports/${name}: is missing, or not what its name says`
    await flipByte(join(packsFolder(out), name!))
    const changed = await problemsOf(out)
    await rm(join(packsFolder(out), name!))

    assert.equal([changed, await problemsOf(out)], [[problem], [problem]])
  }),
)

verify('sees that the index of reports or an asset has changed', () =>
  withBuild(async (out, id) => {
    const folder = buildFolder(out, id)
    await flipByte(join(folder, contentFiles.reports))
    await flipByte(join(folder, 'public/assets/site.css'), 1)

    assert.equal(await problemsOf(out), [
      `damaged builds/${id}/content/reports.ndjson: has other bytes than the build wrote`,
      `damaged builds/${id}/public/assets/site.css: has other bytes than the build wrote`,
    ])
  }),
)

verify('does not run a bundle that is not the one of the build', () =>
  withBuild(async (out, id) => {
    const bundle = join(buildFolder(out, id), bundleFile)
    await writeFile(bundle, 'globalThis.enddelWasRun = true\n')

    const problems = await problemsOf(out)

    assert.is(problems.length, 1)
    assert.match(problems[0]!, /server\/site\.mjs: has 31 bytes instead of/)
    assert.not('enddelWasRun' in globalThis)
  }),
)

verify('sees what the manifest does not know', () =>
  withBuild(async (out, id) => {
    const folder = buildFolder(out, id)
    await mkdir(join(folder, 'public/empty'))
    await writeFile(join(folder, 'public/assets/stray.js'), '')
    await symlink('/etc', join(folder, 'public/link'))

    assert.equal((await problemsOf(out)).sort(), [
      `stray builds/${id}/public/assets/stray.js: is not of this build`,
      `stray builds/${id}/public/link: is not of this build`,
    ])
  }),
)

verify('sees links that lead nowhere, and fragments that are not there', () =>
  withBuild(
    async (out) => {
      const nowhere = 'no page, file or route is there'
      const none = 'the page has no such id'
      assert.equal(await problemsOf(out), [
        `link /vi/: links to /vi/nowhere: ${nowhere} (2 such links in all)`,
        `link /vi/: links to /vi/#here: ${none}`,
        `link ${coin}: links to /assets/gone.css: ${nowhere}`,
        `link ${coin}: links to /vi/#high: ${none}`,
        `link /vi/: links to ${coin}#low: ${none}`,
      ])
    },
    {
      '/vi/': `<a href="/vi/nowhere">1</a> <a href="#here">2</a> <a href="${coin}#low">3</a> <a href="${coin}#chart">4</a>`,
      [coin]: `<a href="/vi/nowhere">1</a> <img src="/assets/gone.css"> <a href="/vi/#high">2</a> <p id="chart">`,
    },
  ),
)

verify('follows links to the whole address of the site, and through aliases to the page they mean', () =>
  inTemporaryFolder(async (out) => {
    const report = '/vi/report/3'
    const pages = {
      [report]: '<p id="one">One</p>',
      '/vi/': `
        <a href="https://site.example${report}#one">1</a> <a href="https://site.example/vi/gone">2</a>
        <a href="/vi/report?id=3#one">3</a> <a href="/vi/report?id=3#two">4</a> <a href="https://other.example/x">5</a>`,
    }
    await writeVerifiedBuild(out, pages, 'https://site.example')

    assert.equal(await problemsOf(out), [
      'link /vi/: links to https://site.example/vi/gone: no page, file or route is there',
      'link /vi/: links to /vi/report/3#two: the page has no such id',
    ])
  }),
)

verify('looks for damage alone when asked to', () =>
  withBuild(
    async (out, id) => {
      await writeFile(join(buildFolder(out, id), 'stray'), '')
      await rm((await pagePaths(out, '/vi/')).br)

      const problems = await problemsOf(out, 'damage')

      assert.is(problems.length, 1)
      assert.match(problems[0]!, /^damaged pages\/vi\/index\.\w+\.html\.br: is missing$/)
    },
    { '/vi/': '<a href="/nowhere">x</a>' },
  ),
)

verify('tells of the first problems and counts the others', () => {
  const pages = Array.from({ length: maxProblems + 3 }, (_, id) => [`/vi/report/${id}`, `<p>${id}</p>`])
  return withBuild(
    async (out) => {
      await rm(join(pagesFolder(out)), { recursive: true })

      const { problems, problemCount } = await verifyBuild({ out, build: undefined, scope: 'all' })

      assert.equal([problems.length, problemCount], [maxProblems, 2 * pages.length])
    },
    Object.fromEntries(pages) as Record<string, string>,
  )
})

verify('tells of a manifest that is not the one of its id, and looks no further', () =>
  withBuild(async (out, id) => {
    await flipByte(manifestFile(buildFolder(out, id)))

    assert.equal(await problemsOf(out), [`damaged builds/${id}/manifest.json: is not what the build wrote`])
  }),
)

verify('tells of a file of pages that is another, or is gone, and looks no further', () =>
  withBuild(async (out, id) => {
    const file = join(buildFolder(out, id), pagesFile)
    await flipByte(file)
    const changed = await problemsOf(out)
    await rm(file)
    const gone = await problemsOf(out)

    const problems = [`damaged builds/${id}/pages.ndjson: is not what the build wrote`]
    assert.equal([changed, gone], [problems, problems])
  }),
)

verify('checks the build it is told to, which need not be current', () =>
  withBuild(async (out, id) => {
    const other = await writeVerifiedBuild(out, { '/vi/': '<p>Other</p>' })
    await rm((await pagePaths(out, '/vi/', id)).html)

    const current = await verifyBuild({ out, build: undefined, scope: 'all' })
    const older = await verifyBuild({ out, build: id, scope: 'all' })

    assert.equal([current.build, current.problemCount], [other, 0])
    assert.equal([older.build, older.problemCount], [id, 1])
  }),
)

verify('refuses when there is no build, or none of that id', () =>
  withBuild(async (out) => {
    const none = await refusalOfAsync(verifyBuild({ out: join(out, 'x'), build: undefined, scope: 'all' }))
    const unknown = await refusalOfAsync(verifyBuild({ out, build: '0123456789abcdef', scope: 'all' }))

    assert.equal([none.code, unknown.code], ['E_NO_OUTPUT', 'E_NO_OUTPUT'])
  }),
)

verify('finds nothing wrong any more when a damaged build was forced', () =>
  withTinyBuild(async (where) => {
    const { out } = where
    const [id] = await readdir(join(out, 'builds'))
    const paths = await pagePaths(out, '/')
    const [pack] = await readdir(packsFolder(out))
    const inBuild = (file: string) => join(buildFolder(out, id!), file)
    await flipByte(paths.html)
    await rm(paths.br)
    await flipByte(join(packsFolder(out), pack!))
    await flipByte(inBuild(contentFiles.reports))
    await flipByte(inBuild(manifestFile('')))
    await rename(inBuild('public/robots.txt'), inBuild(`${inputsFile}.x`))
    assert.is((await problemsOf(out)).length, 1)

    await build(where, { isForced: true })

    assert.equal(await problemsOf(out), [])
  }),
)

verify.run()
