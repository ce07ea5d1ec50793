import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { build, readTree } from '../testing/builds.ts'
import { callCli, startCli } from '../testing/run-cli.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'

const init = suite('cli/init')

/** A file may have a few hundred bytes. */
const noRoom = 'ulimit -f 1'

async function buildIn(folder: string) {
  const where = { site: join(folder, 'templates'), content: join(folder, 'content'), out: join(folder, 'out') }
  const { published, failures, problems } = await build(where)
  return { published, failures, problems, pages: await readTree(join(folder, 'out/pages')) }
}

init('makes a folder whose site can be built, and tells what comes next', () =>
  inTemporaryFolder(async (folder) => {
    const { code, stdout, stderr } = await callCli(['init', 'daily-notes'], {}, folder)

    const made = join(folder, 'daily-notes')
    const { published, failures, problems, pages } = await buildIn(made)
    const home = [...pages].find(([path]) => /^index\.\w+\.html$/.test(path))?.[1].toString() ?? ''
    assert.is(code, 0, stderr)
    assert.match(stdout, /"Daily notes" is in daily-notes: \d+ files/)
    assert.match(stdout, /cd daily-notes\n {2}npm install\n {2}npm run dev/)
    assert.equal([published, failures, problems], [true, [], []])
    assert.match(home, '<h1>Daily notes</h1>')
    assert.match(home, 'Ether leads a small week')
    assert.equal(await readdir(folder), ['daily-notes'])
    assert.ok(existsSync(join(made, '.gitignore')))
  }),
)

init('writes a site in the languages that were asked for alone, the first of them the default', () =>
  inTemporaryFolder(async (folder) => {
    const { code, stderr } = await callCli(['init', 'vn', '--locales', 'vi,en', '--name', "Ngày's “mới”"], {}, folder)

    const { published, pages } = await buildIn(join(folder, 'vn'))
    const files = await readdir(join(folder, 'vn'), { recursive: true })
    const manifest = JSON.parse(await readFile(join(folder, 'vn/package.json'), 'utf8')) as { name: string }
    assert.is(code, 0, stderr)
    assert.ok(published)
    assert.match(await readFile(join(folder, 'vn/templates/settings.ts'), 'utf8'), '{ vi, en }')
    assert.equal(
      files.filter((file) => /\bru\./.test(file)),
      [],
    )
    assert.ok([...pages.keys()].some((path) => path.startsWith('vi/report/2.')))
    assert.is(manifest.name, 'ngay-s-moi')
  }),
)

init('fills an empty folder that is there already, with a shell in it perhaps', () =>
  inTemporaryFolder(async (folder) => {
    const { code, stdout } = await callCli(['init'], {}, folder)

    const names = (await readdir(folder)).sort()
    assert.is(code, 0)
    assert.match(stdout, 'is in this folder')
    assert.equal(names, ['.gitignore', 'README.md', 'content', 'package.json', 'templates', 'tsconfig.json'])
  }),
)

init('refuses a folder that is not empty, names what is there and leaves it as it is', () =>
  inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'mine'))
    await writeFile(join(folder, 'mine/notes.txt'), 'mine')

    const { code, stderr } = await callCli(['init', 'mine'], {}, folder)

    assert.is(code, 1)
    assert.is(
      stderr,
      'enddel: mine is not empty: it has notes.txt (name a new folder, such as `enddel init my-site`)\n',
    )
    assert.equal(await readdir(join(folder, 'mine')), ['notes.txt'])
  }),
)

init('leaves nothing behind when a file cannot be written', () =>
  inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'empty'))
    const [asNew, asThere] = [
      startCli(['init', 'new'], {}, folder, noRoom),
      startCli(['init', 'empty'], {}, folder, noRoom),
    ]

    const ends = await Promise.all([asNew.finished, asThere.finished])

    assert.equal(
      ends.map(({ code }) => code),
      [1, 1],
    )
    assert.match(ends[0]!.stderr, /^enddel: new: cannot be made: EFBIG.*\(name a place where you may write/)
    assert.equal((await readdir(folder, { recursive: true })).sort(), ['empty'])
  }),
)

init('refuses a language it has no texts in, and suggests the one that was meant', async () => {
  const { code, stderr } = await callCli(['init', 'nowhere', '--locales', 'en,vn'])

  assert.is(code, 2)
  assert.match(stderr, /no texts in "vn" \(did you mean \w\w\? there are en, vi, ru;/)
  assert.not(existsSync('nowhere'))
})

init.run()
