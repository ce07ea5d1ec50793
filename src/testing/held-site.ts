import { readdirSync, watch } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { readCurrent } from '../output/current.ts'
import { fileNamesOf } from '../output/file-name.ts'
import { buildsFolder, packsFolder, pagesFolder } from '../output/layout.ts'
import { openBuild } from '../output/read.ts'
import { readTree } from './builds.ts'
import { callCli, type Finished, startCli } from './run-cli.ts'
import { withTinyBuild } from './tiny-build.ts'
import { reportFile, siteFile, type TinySite } from './tiny-site.ts'

/** A site, built, one of whose pages keeps those builds waiting in the midst of their pages that are told to wait. */
export interface HeldSite extends TinySite {
  /** Of the current build. */
  id: string
  /** Command line of a build. */
  args: string[]
  /** Gives the newest report another title, so that there is something to build. */
  retitle(title: string, text?: string): Promise<void>
  /** Starts a build, after a line of the shell. It is killed at the end, if it is still there. */
  start(args?: readonly string[], before?: string): Started
  /** The same, and resolves when it stands still. */
  startHeld(args?: readonly string[]): Promise<Started>
  /** Lets it go on. */
  letGo(): Promise<void>
}

type Started = ReturnType<typeof startCli>

export function withHeldSite(work: (site: HeldSite) => Promise<void>, routes = ''): Promise<void> {
  return withTinyBuild(async (where) => {
    const folder = dirname(where.out)
    const signs = join(folder, 'signs')
    await mkdir(signs)
    const flags = { site: where.site, content: where.content, out: where.out, threads: '2', brotli: '1' }
    const args = ['build', ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])]
    const started: Started[] = []
    const start = (more: readonly string[] = [], env = {}, before?: string): Started => {
      const one = startCli([...args, ...more], env, undefined, before)
      started.push(one)
      return one
    }
    const site: HeldSite = {
      ...where,
      id: (await readCurrent(where.out))!.build,
      args,
      async retitle(title, text = '') {
        for (const [name, report] of Object.entries(reportFile(2, title)))
          await writeFile(join(folder, name), report + text)
      },
      start: (more, before) => start(more, {}, before),
      async startHeld(more) {
        const one = start(more, { HELD_AT: signs })
        await Promise.race([untilThere(signs, 'held'), one.finished.then(failTooSoon)])
        return one
      },
      letGo: () => writeFile(join(signs, 'go'), ''),
    }
    try {
      await work(site)
    } finally {
      for (const { child } of started) child.kill('SIGKILL')
      await Promise.all(started.map(({ finished }) => finished))
    }
  }, heldFiles(routes))
}

function heldFiles(routes: string): Record<string, string> {
  const [files] = Object.entries(
    siteFile(`
      route('/held', { id: 'held', page: Note, head, prerender: 'all', load: async (_, { reports }) => {
        const signs = process.env.HELD_AT
        if (signs) writeFileSync(signs + '/held', '')
        while (signs && !existsSync(signs + '/go')) await new Promise((done) => setTimeout(done, 10))
        return { name: (await reports.latest()).title }
      } }),
      ${routes}`),
  )
  const [name, text] = files!
  return { [name]: `import { existsSync, writeFileSync } from 'node:fs'\n${text}` }
}

/** Resolves when `folder` has a file whose name begins so. */
export function untilThere(folder: string, name: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, look)
    function look(): void {
      if (!readdirSync(folder).some((file) => file.startsWith(name))) return
      watcher.close()
      resolve()
    }
    look()
  })
}

function failTooSoon({ stderr }: Finished): never {
  throw new Error(`the build ended before it could be held: ${stderr}`)
}

/** By what they are made from. */
const ids = new Map<string, Promise<string>>()

/** The id of the build that the site as it is now gives where nothing was before. */
export async function idFromNothing({ site, content, out, args }: HeldSite): Promise<string> {
  const [files, reports] = [await readTree(site), await readTree(content)]
  const key = JSON.stringify([[...files, ...reports].map(String), args.slice(args.indexOf('--threads'))])
  if (!ids.has(key)) ids.set(key, makeId([...args, '--out', `${out}-elsewhere`]))
  return ids.get(key)!
}

async function makeId(args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await callCli([...args, '--json'])
  assert.ok(stdout, stderr)
  return (JSON.parse(stdout) as { id: string }).id
}

/** Whatever was half made is gone, and what comes next is what comes of nothing. */
export async function assertNextIsWell(site: HeldSite): Promise<void> {
  await site.retitle('Next')
  const { code, stdout, stderr } = await callCli([...site.args, '--json'])
  assert.is(code, 0, stderr)
  assert.is((JSON.parse(stdout) as { id: string }).id, await idFromNothing(site))
  await assertVerified(site.out)
  await assertTidy(site.out)
}

export async function assertVerified(out: string): Promise<void> {
  const { code, stdout, stderr } = await callCli(['verify', '--out', out])
  assert.is(code, 0, stdout + stderr)
}

/** Nothing is there but what builds that are kept consist of, and what they note. */
export async function assertTidy(out: string): Promise<void> {
  const { build, previous } = (await readCurrent(out))!
  const kept = [build, ...previous]
  const names = ['builds', 'current.json', 'pages', 'reports', 'seen.ndjson']
  // Written by those that serve.
  const others = ['cache', 'popular.json']
  assert.equal((await readdir(out)).filter((name) => !others.includes(name)).sort(), names)
  assert.equal((await readdir(buildsFolder(out))).sort(), [...kept].sort())
  const [pages, packs] = [new Set<string>(), new Set<string>()]
  for (const id of kept) {
    const opened = await openBuild(out, id)
    for (const page of opened.pages()) {
      for (const file of fileNamesOf(page)) pages.add(file)
    }
    for (const pack of opened.manifest.packs) packs.add(pack)
  }
  assert.equal([...(await readTree(pagesFolder(out))).keys()], [...pages].sort())
  assert.equal([...(await readTree(packsFolder(out))).keys()], [...packs].sort())
}
