import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withDatabase } from '../testing/postgres.ts'
import { runCli } from '../testing/run-cli.ts'
import { written } from '../testing/source-suite.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'

const importing = suite('cli/import')

importing('migrates, copies a folder into a database, and back', () =>
  inTemporaryFolder((folder) =>
    withDatabase(async ({ url }) => {
      await mkdir(join(folder, 'content/reports/rally'), { recursive: true })
      await writeFile(join(folder, 'content/reports/rally/en.md'), written(2))
      await writeFile(join(folder, '.env'), `DATABASE_URL=${url}\n`)
      const run = async (...args: string[]) => {
        const { code, stdout, stderr } = await runCli(args, {}, folder)
        return [code, (stdout + stderr).replace(/test_\w+ at \S+?(?=[: ]|$)(:\d+)?/gm, 'DATABASE')]
      }

      const said = [
        await run('migrate'),
        await run('migrate'),
        await run('import'),
        await run('import', '--to', 'copy'),
      ]

      assert.equal(said, [
        [0, 'migrated DATABASE: reports\n'],
        [0, 'DATABASE is up to date\n'],
        [0, 'imported content/reports into DATABASE: 1 new, 0 changed, 0 the same\n'],
        [0, 'wrote 1 reports of DATABASE to copy/reports\n'],
      ])
      assert.is(await readFile(join(folder, 'copy/reports/rally/en.md'), 'utf8'), written(2))
    }),
  ),
)

importing('wants an address', async () => {
  const { code, stderr } = await runCli(['import'], { DATABASE_URL: '' })

  assert.is(code, 2)
  assert.match(stderr, /^enddel: DATABASE_URL is not set \(give postgres:\/\//)
})

importing('names no password when there is no database', async () => {
  const { code, stdout, stderr } = await runCli(['migrate'], { DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/d' })

  assert.is(code, 1)
  assert.match(stderr, /^enddel: PostgreSQL at 127\.0\.0\.1:1 cannot be reached: nothing listens there \(start it/)
  assert.not.match(stdout + stderr, 'hunter2')
})

importing('goes one way at a time', async () => {
  const { code, stderr } = await runCli(['import', '--content', 'a', '--to', 'b'], { DATABASE_URL: 'postgres://h/d' })

  assert.is(code, 2)
  assert.match(stderr, '--content and --to go two ways')
})

importing.run()
