import { mkdtempSync, rmSync } from 'node:fs'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolderSource } from '../content/folder-source.ts'
import { requireCurrent } from '../output/current.ts'
import { openBuild } from '../output/read.ts'
import type { BuildSummary } from './build.ts'
import { startBuildThreads } from './build-threads.ts'
import { refreshReports } from './refresh.ts'
import { build, readTree } from '../testing/builds.ts'
import { chromium } from '../testing/needs.ts'
import { htmlOf } from '../testing/page-files.ts'
import { readPdf } from '../testing/read-pdf.ts'
import { refusalOfAsync } from '../testing/refusal.ts'
import { withServer } from '../testing/serving.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { reportFile, type TinySite, writeTinySite } from '../testing/tiny-site.ts'

const pdfs = suite('prerender/make-pdfs')

pdfs('makes the PDF of each page whose route names one, as a file of the build that is served with ranges', () =>
  withPdfs(async (where, result) => {
    assert.equal([result.pdfs, result.problems], [{ files: 3, made: 3 }, []])
    const bytes = await pdfOf(where, 2)
    const { title, author, links } = readPdf(bytes)
    assert.equal([title, author, links], ['Report 2', 'Tiny', ['https://tiny.example/report/2']])
    assert.match(await htmlOf(where.out, '/report/2'), '<a href="/report/2.pdf">')
    await withServer(where.out, {}, async ({ url }) => {
      const whole = await fetch(`${url}/report/2.pdf`)
      assert.equal(Buffer.from(await whole.arrayBuffer()), bytes)
      assert.is(whole.headers.get('content-type'), 'application/pdf')
      assert.is(whole.headers.get('content-disposition'), 'inline; filename="report-2.pdf"')
      const part = await fetch(`${url}/report/2.pdf`, { headers: { range: 'bytes=0-4' } })
      assert.equal([part.status, await part.text()], [206, '%PDF-'])
      const etag = { 'if-none-match': whole.headers.get('etag')! }
      assert.is((await fetch(`${url}/report/2.pdf`, { headers: etag })).status, 304)
    })
  }),
)

pdfs('makes the same build from the same input, wherever it stands', () =>
  withPdfs(({ out }, { id }) =>
    inTemporaryFolder(async (folder) => {
      const other = await writeTinySite(join(folder, 'deeper/down'), printed)

      const again = await build(other, { ...withChromium, threads: 2 })

      assert.is(again.id, id)
      assert.equal(await readTree(join(other.out, 'builds')), await readTree(join(out, 'builds')))
    }),
  ),
)

pdfs('prints again only what has changed, and what is damaged in the build before', () =>
  withPdfs(async (where, { id }) => {
    const one = await pdfOf(where, 1)
    const damaged = join(where.out, 'builds', id, 'pdf/report/3.pdf')
    await rm(damaged) // it may be linked elsewhere
    await writeFile(damaged, 'x')
    await writeTinySite(join(where.site, '..'), { ...printed, ...reportFile(2, 'Another title') })

    const { pdfs: made } = await build(where, withChromium)

    assert.equal(made, { files: 3, made: 2 })
    assert.equal(await pdfOf(where, 1), one)
    assert.is(readPdf(await pdfOf(where, 2)).title, 'Another title')
    assert.is(readPdf(await pdfOf(where, 3)).title, 'Report 3')
  }),
)

pdfs('leaves out what it cannot print, says so, and tries again with the next build', () =>
  withPdfs(async (where) => {
    await writeTinySite(join(where.site, '..'), { ...printed, ...reportFile(4) })

    await build(where, { ...withChromium, pdf: { chromium: undefined } })
    const without = await build(where, { ...withChromium, pdf: { chromium: undefined } })

    assert.is(without.published, true)
    assert.equal(without.pdfs, { files: 3, made: 0 })
    assert.equal(
      without.problems.map(({ message }) => message),
      ['/print/4: is not there as PDF: there is no Chromium here'],
    )
    assert.equal((await build(where, withChromium)).pdfs, { files: 4, made: 1 })
  }),
)

pdfs('come along when a running server brings its build up to new reports', () =>
  withPdfs(async (where) => {
    await writeTinySite(join(where.site, '..'), { ...printed, ...reportFile(4) })
    const threads = startBuildThreads({ out: where.out }, 1)
    try {
      const source = createFolderSource(join(where.content, 'reports'))
      const result = await refreshReports(where.out, source, threads, undefined, chromium)

      assert.equal([result?.published, result?.pdfs], [true, { files: 4, made: 1 }])
      assert.is(readPdf(await pdfOf(where, 4)).links[0], 'https://tiny.example/report/4')
    } finally {
      await threads.close()
    }
  }),
)

pdfs('are not in builds without, nor do pages lead to any there', () =>
  withPdfs(async (where) => {
    const { id, pdfs: made } = await build(where, { siteUrl: withChromium.siteUrl })

    const { manifest } = await openBuild(where.out, id)
    assert.is(made, undefined)
    assert.not.match(Object.keys(manifest.files).join(), 'pdf')
    assert.not.match(await htmlOf(where.out, '/report/2'), '.pdf')
  }),
)

pdfs('end a build whose browser cannot be used, and leave the current one alone', () =>
  withPdfs(async (where, { id }) => {
    await writeTinySite(join(where.site, '..'), { ...printed, ...reportFile(4) })

    const { code } = await refusalOfAsync(build(where, { ...withChromium, pdf: { chromium: '/bin/false' } }))

    assert.is(code, 'E_CHROMIUM')
    assert.is((await requireCurrent(where.out)).build, id)
  }),
)

const withChromium = { pdf: { chromium }, siteUrl: 'https://tiny.example' }

/** The tiny site with a print view of each report. */
const printed = {
  'site/site.tsx': `
    import { defineSite, route } from 'enddel'
    const head = () => ({ title: 'Tiny' })
    const report = {
      params: async ({ reports }) => (await reports.ids()).map((id) => ({ id: String(id) })),
      load: async ({ id }, { reports }) => ({ id, title: (await reports.get(Number(id))).title }),
      head, prerender: 'all', always: true,
    }
    const Report = ({ data, page }) => <h1>{data.title} {page.hasPdf && <a href={\`/report/\${data.id}.pdf\`}>PDF</a>}</h1>
    const Print = ({ data }) => <><h1>{data.title}</h1><a href={\`/report/\${data.id}\`}>Online</a></>
    export default defineSite({
      name: 'Tiny',
      locales: ['en'],
      layout: ({ children }) => <main>{children}</main>,
      routes: [
        route('/report/:id', { id: 'report', page: Report, ...report }),
        route('/print/:id', { id: 'print', page: Print, pdf: '/report/:id.pdf', ...report }),
      ],
      notFound: { page: () => <h1>No such page</h1>, head },
      error: { page: () => <h1>Something broke</h1>, head },
    })`,
  ...reportFile(3),
}

let built: Promise<{ folder: string; result: BuildSummary }> | undefined

/** The tiny site as it was built once with its PDF files, in a folder that is the test's to change. */
function withPdfs(work: (where: TinySite, result: BuildSummary) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (copy) => {
    const { folder, result } = await (built ??= buildOnce())
    await cp(folder, copy, { recursive: true })
    await work({ site: join(copy, 'site'), content: join(copy, 'content'), out: join(copy, 'out') }, result)
  })
}

async function buildOnce(): Promise<{ folder: string; result: BuildSummary }> {
  const folder = mkdtempSync(join(tmpdir(), 'enddel-pdfs-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return { folder, result: await build(await writeTinySite(folder, printed), withChromium) }
}

async function pdfOf({ out }: TinySite, id: number): Promise<Buffer> {
  const { build } = await requireCurrent(out)
  return readFile(join(out, 'builds', build, `pdf/report/${id}.pdf`))
}

pdfs.run()
