import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { indexOf, readIndex, type ReportHead } from '../../content/report-index.ts'
import { contentFiles, packsFolder } from '../../output/layout.ts'
import { openBuild } from '../../output/read.ts'
import { inTemporaryFolder } from '../../testing/temporary-folder.ts'
import { writeVerifiedBuild } from '../../testing/verified-build.ts'
import { verifyReports } from './verify-reports.ts'

const reports = suite('serve/verify/verify-reports')

/** The problems with the packs of a build whose index has been changed. */
async function problemsWith(change: (head: ReportHead) => ReportHead, listed?: string[]): Promise<string[]> {
  return inTemporaryFolder(async (out) => {
    const build = await openBuild(out, await writeVerifiedBuild(out, {}))
    const built = readIndex(await build.readFile(contentFiles.reports), 'index')
    const row = (at: number) => ({ head: change(built.headAt(at)), entry: built.entryBytes(at) })
    const index = indexOf(Array.from({ length: built.size }, (_, at) => row(at)))
    const problems: string[] = []
    await verifyReports(packsFolder(out), listed ?? build.manifest.packs, index, ({ message }) =>
      problems.push(message),
    )
    return problems
  })
}

reports('are the ones the index tells of', async () => {
  assert.equal(await problemsWith((head) => head), [])
})

reports('that lie elsewhere in their pack, or are in another state, are told', async () => {
  const other = 'report 4 in it is not the one of the index'
  const changed = (change: Partial<ReportHead>) =>
    problemsWith((head) => (head.id === 4 ? { ...head, ...change } : head))

  assert.equal(await changed({ at: 1 }), [other])
  assert.equal(await changed({ length: 10 }), [other])
  assert.equal(await changed({ version: '0123456789abcdef' }), [other])
  assert.equal(await changed({ entryVersion: '0123456789abcdef' }), [other])
})

reports('in a pack that the manifest does not name are told', async () => {
  assert.equal(await problemsWith((head) => head, []), ['has reports, and the manifest does not name it'])
})

reports('are left alone where there is no index, but not their packs', () =>
  inTemporaryFolder(async (out) => {
    await writeVerifiedBuild(out, {})
    const problems: string[] = []

    await verifyReports(packsFolder(out), ['gone.ndjson'], undefined, ({ place }) => problems.push(place))

    assert.equal(problems, [join(packsFolder(out), 'gone.ndjson')])
  }),
)

reports.run()
