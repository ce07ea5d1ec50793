import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { BuildSummary } from '../prerender/build.ts'
import { createHeard, type Heard } from '../testing/heard.ts'
import { htmlOf, pageOf } from '../testing/page-files.ts'
import { callCli, startCli } from '../testing/run-cli.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { reportFile, siteFile, type TinySite, writeTinySite } from '../testing/tiny-site.ts'

const keeping = suite('cli/keep-building')

keeping('builds when a report or a template is changed, tells of what is broken, and ends when it is told to', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const { code, stderr } = await whileBuilding(where, ['--watch'], async (builds) => {
      await builds.until((all) => all.length === 1)

      await writeTinySite(folder, reportFile(2, 'Changed'))
      await builds.until((all) => all.some(({ made, pages }) => made === 1 && pages === 5))
      assert.match(await htmlOf(where.out, '/report/2'), '<h1>Changed</h1>')

      await writeFile(join(where.site, 'site.tsx'), 'export default 1')
      await writeTinySite(
        folder,
        siteFile(`route('/more', { id: 'more', page: Home, head, load: () => ({ text: 'more' }), prerender: 'all' }),`),
      )
      await builds.until((all) => all.some(({ pages }) => pages === 6))
      assert.match(await htmlOf(where.out, '/more'), 'more')
    })

    assert.is(code, 0, stderr)
  }),
)

keeping('compresses well what was edited when it is quiet again, not while somebody waits to see it', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const qualityOfReport = async () => (await pageOf(where.out, '/report/2')).br!.quality
    await whileBuilding(where, ['--watch', '--brotli', 'auto'], async (builds) => {
      await builds.until((all) => all.length === 1)
      const first = await qualityOfReport()

      await writeTinySite(folder, reportFile(2, 'Changed'))
      await builds.until((all) => all.length === 2)
      const edited = await qualityOfReport()
      await builds.until((all) => all.length === 3)

      assert.equal([first, edited, await qualityOfReport()], [11, 5, 11])
      assert.is(builds.items[2]!.made, 1)
      assert.match(await htmlOf(where.out, '/report/2'), '<h1>Changed</h1>')
    })
  }),
)

keeping('refuses a schedule or a zone that is none', async () => {
  const line = await callCli(['build', '--schedule', 'now and then'])
  const zone = await callCli(['build', '--schedule', '30 7,19 * * *', '--tz', 'Mars/Base'])

  assert.equal([line.code, zone.code], [2, 2])
  assert.match(line.stderr, '--schedule')
  assert.match(zone.stderr, /--tz.*Asia\/Ho_Chi_Minh/)
})

/** What each build has printed. */
async function whileBuilding(where: TinySite, flags: string[], work: (builds: Heard<BuildSummary>) => Promise<void>) {
  const { site, content, out } = where
  const args = [
    'build',
    '--site',
    site,
    '--content',
    content,
    '--out',
    out,
    '--threads',
    '1',
    '--brotli',
    '1',
    '--json',
  ]
  const { child, finished } = startCli([...args, ...flags])
  try {
    await work(buildsOf(child))
  } finally {
    child.kill('SIGTERM')
  }
  return finished
}

function buildsOf(child: ChildProcess): Heard<BuildSummary> {
  const builds = createHeard<BuildSummary>()
  let text = ''
  child.stdout!.on('data', (chunk: string) => {
    const lines = (text + chunk).split('\n')
    text = lines.pop()!
    for (const line of lines) builds.add(JSON.parse(line) as BuildSummary)
  })
  return builds
}

keeping.run()
