import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { htmlOf } from '../testing/page-files.ts'
import { chromium } from '../testing/needs.ts'
import { callCli, runCli } from '../testing/run-cli.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { siteFile, writeTinySite } from '../testing/tiny-site.ts'

const build = suite('cli/build')

const quick = ['build', '--site', 'site', '--threads', '1', '--brotli', '1', '--json']

build('takes the address of the site from .env', () =>
  inTemporaryFolder(async (folder) => {
    await writeTinySite(folder)
    await writeFile(join(folder, '.env'), 'SITE_URL=https://tiny.example\n')

    const { code, stdout, stderr } = await callCli(quick, {}, folder)

    assert.is(code, 0, stderr)
    const { id } = JSON.parse(stdout) as { id: string }
    assert.match(await htmlOf(join(folder, 'out'), '/', id), 'https://tiny.example/')
  }),
)

build('says that feeds and sitemaps need the address of the site', () =>
  inTemporaryFolder(async (folder) => {
    const feed = `document('/feed.xml', { id: 'feed', type: 'text/xml', text: () => '<feed/>', prerender: 'all' }),`
    await writeTinySite(folder, siteFile(feed))
    const run = async (env: Record<string, string>) => {
      const { code, stdout } = await callCli(quick.slice(0, -1), env, folder)
      return [code, /^note: .*$/m.exec(stdout)?.[0]]
    }

    const note = 'note: feeds and sitemaps need whole addresses: set SITE_URL, such as https://example.com'
    assert.equal(await run({}), [0, note])
    assert.equal(await run({ SITE_URL: 'https://tiny.example' }), [0, undefined])
  }),
)

build('names the file when the address of the site there is wrong', () =>
  inTemporaryFolder(async (folder) => {
    await writeTinySite(folder)
    await writeFile(join(folder, '.env'), 'SITE_URL=tiny.example\n')

    const { code, stderr } = await callCli(quick, {}, folder)

    assert.is(code, 2)
    assert.match(stderr, 'SITE_URL in .env is not an address that can be used (give scheme and host alone')
  }),
)

build('makes PDF files with the Chromium that CHROMIUM_PATH names, and says what to do without one', () =>
  inTemporaryFolder(async (folder) => {
    await writeTinySite(folder)
    const run = (env: Record<string, string>) => callCli([...quick, '--pdf'], env, folder)

    const without = await run({ CHROMIUM_PATH: '/nowhere/chromium' })
    assert.is(without.code, 1)
    assert.match(without.stderr, 'CHROMIUM_PATH: /nowhere/chromium is no program that can be started (give the path of')
    const { code, stdout } = await run({ CHROMIUM_PATH: chromium })
    assert.is(code, 0)
    assert.equal((JSON.parse(stdout) as { pdfs: unknown }).pdfs, { files: 0, made: 0 })
  }),
)

build('says where Chromium comes from when there is none', () =>
  inTemporaryFolder(async (folder) => {
    const { code, stderr } = await runCli([...quick, '--pdf'], { PATH: folder }, folder)

    assert.is(code, 1)
    assert.match(stderr, 'there is none here (install it, as with `apt-get install chromium`')
  }),
)

build('makes no PDF files in shards', () =>
  inTemporaryFolder(async (folder) => {
    const { code, stderr } = await callCli([...quick, '--pdf', '--shard', '1/2'], {}, folder)

    assert.is(code, 2)
    assert.match(stderr, '--pdf cannot be used with --shard')
  }),
)

build.run()
