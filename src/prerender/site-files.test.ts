import { cp, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fileStamp } from '../core/file-stamp.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { lookAtSite, type SiteFiles, withModules } from './site-files.ts'

const files = suite('prerender/site-files')

files('are all in the folder of the site, but for hidden ones and packages', () =>
  withSite({ '.env': '', '.git/config': '', 'node_modules/a/index.js': '', 'public/robots.txt': '' }, async (site) => {
    const { files, modules } = lookAtSite(site, undefined)

    assert.equal(Object.keys(files).sort(), [
      join(site, 'pages/home.tsx'),
      join(site, 'public/robots.txt'),
      join(site, 'site.ts'),
    ])
    assert.equal(modules, [])
  }),
)

files('are none where there is no folder', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'file'), '')

    assert.equal(lookAtSite(join(folder, 'nowhere'), undefined).files, {})
    assert.equal(lookAtSite(join(folder, 'file'), undefined).files, {})
  }),
)

files('have another version when one is changed, added, removed or renamed, and the same when it was touched', () =>
  withSite({}, async (site) => {
    const version = () => lookAtSite(site, undefined).version
    const first = version()

    await utimes(join(site, 'site.ts'), 1, 1)
    const touched = version()
    await writeFile(join(site, 'site.ts'), 'other')
    const changed = version()
    await writeFile(join(site, 'added.ts'), '')
    const added = version()
    await rename(join(site, 'added.ts'), join(site, 'renamed.ts'))
    const renamed = version()
    await rm(join(site, 'renamed.ts'))
    const removed = version()

    assert.is(touched, first)
    assert.is(removed, changed)
    assert.is(new Set([first, changed, added, renamed]).size, 4)
  }),
)

files('have the same version wherever the site stands', () =>
  withSite({}, async (site, folder) => {
    await cp(site, join(folder, 'deeper/other'), { recursive: true })

    assert.is(lookAtSite(join(folder, 'deeper/other'), undefined).version, lookAtSite(site, undefined).version)
  }),
)

files('are not read again while their stamps are the same', () =>
  withSite({}, async (site) => {
    const path = join(site, 'site.ts')
    while (fileStamp(path) !== fileStamp(path)) await new Promise(setImmediate)
    const { files } = lookAtSite(site, undefined)
    const known: SiteFiles = { files: { ...files, [path]: [files[path]![0], 'known'] }, modules: [], version: '' }

    assert.is(lookAtSite(site, known).files[path]![1], 'known')
  }),
)

files('are also the modules that the bundle is made of, from the next look on', () =>
  withSite({}, async (site, folder) => {
    const library = join(folder, 'library/chart.ts')
    await mkdir(dirname(library))
    await writeFile(library, 'one')
    const before = lookAtSite(site, undefined)

    const bundled = withModules(before, [join(site, 'site.ts'), library], site)
    const next = lookAtSite(site, bundled)
    await writeFile(library, 'two')
    const changed = lookAtSite(site, bundled)
    await rm(library)
    const gone = lookAtSite(site, bundled)

    assert.equal(bundled.modules, [library])
    assert.is(Object.keys(bundled.files).length, 3)
    assert.is(next.version, bundled.version)
    assert.is(new Set([before.version, bundled.version, changed.version, gone.version]).size, 4)
  }),
)

files('forget a module that is no longer imported', () =>
  withSite({}, async (site, folder) => {
    const library = join(folder, 'chart.ts')
    await writeFile(library, 'one')
    const before = lookAtSite(site, undefined)
    const bundled = lookAtSite(site, withModules(before, [library], site))

    const without = withModules(bundled, [join(site, 'site.ts')], site)

    assert.equal(without.modules, [])
    assert.equal(Object.keys(without.files).sort(), Object.keys(before.files).sort())
    assert.is(without.version, before.version)
  }),
)

files('stay as they were looked at before the bundle was made', () =>
  withSite({}, async (site) => {
    const before = lookAtSite(site, undefined)
    // Meanwhile: the bundle may have either.
    await writeFile(join(site, 'site.ts'), 'other')

    const bundled = withModules(before, [join(site, 'site.ts')], site)

    assert.is(bundled.version, before.version)
    assert.is.not(lookAtSite(site, bundled).version, before.version)
  }),
)

files.run()

async function withSite(
  more: Record<string, string>,
  work: (site: string, folder: string) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const site = join(folder, 'site')
    for (const [name, text] of Object.entries({ 'site.ts': 'site', 'pages/home.tsx': 'home', ...more })) {
      await mkdir(dirname(join(site, name)), { recursive: true })
      await writeFile(join(site, name), text)
    }
    await work(site, folder)
  })
}
