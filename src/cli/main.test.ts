import { existsSync } from 'node:fs'
import { readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { getBytes } from '../testing/http-get.ts'
import { callCli, runCli, startCli, untilPrinted } from '../testing/run-cli.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'
import { reportFile, siteFile, type TinySite, writeTinySite } from '../testing/tiny-site.ts'

const cli = suite('cli/main')

function buildArgs({ site, content, out }: TinySite, ...more: string[]): string[] {
  return ['build', '--site', site, '--content', content, '--out', out, '--threads', '1', '--brotli', '1', ...more]
}

function serveArgs({ out }: TinySite): string[] {
  return ['serve', '--out', out, '--host', '127.0.0.1', '--workers', '1']
}

/** Expects one line on standard error, and that nothing is published. */
async function refuses(where: TinySite, code: number, pattern: RegExp): Promise<void> {
  const result = await callCli(buildArgs(where, '--json'))

  assert.is(result.code, code, result.stderr)
  assert.is(result.stdout, '')
  assert.match(result.stderr, pattern)
  assert.is(result.stderr.trim().split('\n').length, 1)
  assert.not(existsSync(join(where.out, 'current.json')))
}

/** Expects a line of the summary that says so, and that the others are published. */
async function leavesOut(where: TinySite, pattern: RegExp): Promise<void> {
  const { code, stdout } = await callCli(buildArgs(where))

  assert.is(code, 3, stdout)
  assert.ok(
    stdout.split('\n').some((line) => /^left out or as before: /.test(line) && pattern.test(line)),
    stdout,
  )
  assert.ok(existsSync(join(where.out, 'current.json')))
}

cli('builds, prints a summary and ends with 0', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)

    const { code, stdout, stderr } = await runCli(buildArgs(where))

    assert.is(code, 0, stderr)
    assert.match(stdout, /^5 pages, .* html, .* br \(\d+ % saved\)/)
    assert.match(stdout, /slowest:/)
    assert.match(stdout, /current: .*out\/builds\/[0-9a-f]{16}/)
    assert.match(stderr, /5 of 5 pages/)
  }),
)

cli('takes folders relative to where it runs, and its own defaults', () =>
  inTemporaryFolder(async (folder) => {
    await writeTinySite(folder)
    await rename(join(folder, 'site'), join(folder, 'templates'))

    const { code, stdout, stderr } = await runCli(['build', '--threads', '1', '--brotli', '1'], {}, folder)

    assert.is(code, 0, stderr)
    assert.match(stdout, /current: out\/builds\//)
    assert.equal((await readdir(join(folder, 'templates'))).sort(), [
      'browser.ts',
      'pages.tsx',
      'public',
      'site.css',
      'site.tsx',
    ])
  }),
)

cli('prints its help when no command is given', async () => {
  const { code, stdout } = await callCli([])

  assert.is(code, 0)
  assert.match(stdout, 'Usage: enddel')
})

cli('prints JSON alone when asked to', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)

    const { stdout, stderr } = await callCli(buildArgs(where, '--json'))

    const result = JSON.parse(stdout) as { published: boolean; pages: number; failures: unknown[] }
    assert.equal([result.published, result.pages, result.failures], [true, 5, []])
    assert.is(stderr, '')
  }),
)

cli('ends with 1 and names page and line when one page throws', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(
      folder,
      siteFile(`route('/bad', { id: 'bad', page: Boom, head, prerender: 'all' })`),
    )

    const { code, stdout } = await callCli(buildArgs(where))

    assert.is(code, 1)
    assert.match(stdout, /failed: \/bad: .*site\/pages\.tsx:8:\d+: .*undefined/)
    assert.match(stdout, '1 page failed: the build before stays current')
  }),
)

cli('refuses a missing content folder', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    await rm(where.content, { recursive: true })

    await refuses(where, 1, /content\/reports: no such folder .*--content/)
  }),
)

cli('leaves out the second of two reports with one id, names both and ends with 3', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const [text] = Object.values(reportFile(1))
    await writeFile(join(where.content, 'reports/0009-twin.en.md'), text!)

    await leavesOut(where, /0009-twin\.en\.md: has the id 1, and so has .*0001\.en\.md/)
  }),
)

cli('leaves out a report whose chart block is not JSON, with file and line, and ends with 3', () =>
  inTemporaryFolder(async (folder) => {
    const where = await writeTinySite(folder)
    const [text] = Object.values(reportFile(3))
    await writeFile(join(where.content, 'reports/0003.en.md'), `${text}\n\`\`\`chart\n{ oops }\n\`\`\`\n`)

    await leavesOut(where, /0003\.en\.md:9: chart block: not JSON/)
  }),
)

cli('refuses a site without routes', () =>
  inTemporaryFolder(async (folder) => {
    const empty = `const page = () => null; const head = () => ({ title: '' })
      export default { locales: ['en'], layout: page, routes: [], notFound: { page, head }, error: { page, head } }`
    const where = await writeTinySite(folder, { 'site/site.tsx': empty })

    await refuses(where, 1, /site\.tsx: the site has no routes/)
  }),
)

cli('refuses an unknown flag with exit code 2, and suggests the one that was meant', async () => {
  const { code, stderr } = await callCli(['build', '--brotly', '3'])

  assert.is(code, 2)
  assert.match(stderr, /unknown option '--brotly'.*--brotli/)
})

cli('refuses a value out of range with exit code 2', async () => {
  const { code, stderr } = await callCli(['build', '--brotli', '12'])

  assert.is(code, 2)
  assert.match(stderr, '--brotli is "12" (give a whole number from 0 to 11)')
})

cli('refuses to serve without a build', () =>
  inTemporaryFolder(async (folder) => {
    const { code, stderr } = await runCli(['serve', '--out', folder, '--workers', '1'])

    assert.is(code, 1)
    assert.match(stderr, /current\.json is missing \(run `enddel build` first/)
  }),
)

cli('refuses a port in use', () =>
  withTinyBuild(async (where) => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }

    const { code, stderr } = await runCli([...serveArgs(where), '--port', String(port)])

    other.close()
    assert.is(code, 1)
    assert.match(stderr, `port ${port} on 127.0.0.1 is in use`)
  }),
)

cli('serves until SIGTERM and ends with 0', () =>
  withTinyBuild(async (where) => {
    const { child, finished } = startCli([...serveArgs(where), '--port', '0'])
    const [, url] = await untilPrinted(child, /at (http:\S+)\//)

    const { status } = await getBytes(`${url}/`, {})
    child.kill('SIGTERM')

    assert.is(status, 200)
    assert.equal(await finished.then(({ code, signal }) => ({ code, signal })), { code: 0, signal: null })
  }),
)

cli('shows a site from its sources until it is told to stop', () =>
  inTemporaryFolder(async (folder) => {
    const { site, content } = await writeTinySite(folder)
    const args = ['dev', '--site', site, '--content', content, '--port', '0']

    const { child, finished } = startCli(args, {}, folder)
    const [, url] = await untilPrinted(child, /^enddel dev: (http:\S+) \(/m)
    const page = await fetch(url!)
    child.kill('SIGINT')
    const { code, signal, stderr } = await finished

    assert.is(page.status, 200)
    assert.match(await page.text(), /<h1 title="Hello/)
    assert.equal([code, signal, stderr], [0, null, ''])
    assert.equal((await readdir(folder)).sort(), ['content', 'node_modules', 'site'])
  }),
)

cli.run()
