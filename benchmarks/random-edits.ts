/**
 * A site is changed at random, and after each change built incrementally in one folder and from nothing in another, by two
 * threads and by one. Both must be the same build, byte for byte, and every file of it must be as its manifest says.
 * Run: npm run build && node --import tsx benchmarks/random-edits.ts [rounds] [seed]
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openBuild } from '../src/output/read.ts'
import type { BuildSummary } from '../src/prerender/build.ts'
import { writeEditedSite } from '../src/testing/edited-site.ts'
import type { TinySite } from '../src/testing/tiny-site.ts'

const rounds = Number(process.argv[2] ?? 200)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
const run = promisify(execFile)

const folder = await mkdtemp(join(tmpdir(), 'enddel-edits-'))
let [made, pages] = [0, 0]
try {
  const { where, edit } = await writeEditedSite(folder, seed)
  for (let round = 1; round <= rounds; round++) {
    const edits = await edit()
    const full = join(folder, 'full')
    await rm(full, { recursive: true, force: true })
    const built = await build(where, 2)
    const anew = await build({ ...where, out: full }, 1)
    if (built.id !== anew.id) {
      const different = await differences([where.out, built.id], [full, anew.id])
      throw new Error(`round ${round} of seed ${seed}: after ${edits.join(', ')} they differ in ${different}`)
    }
    await check(where.out, built.id)
    made += built.made
    pages += built.pages
    console.log(`${round}: ${built.made} of ${built.pages} pages made: ${edits.join(', ')}`)
  }
  console.log(`seed ${seed}: ${rounds} rounds, the same bytes each time; ${made} of ${pages} pages made`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function build({ site, content, out }: TinySite, threads: number): Promise<BuildSummary> {
  const flags = ['--site', site, '--content', content, '--out', out, '--threads', String(threads), '--brotli', '5']
  const { stdout } = await run('node', ['bin/enddel.js', 'build', '--json', ...flags])
  return JSON.parse(stdout) as BuildSummary
}

async function check(out: string, id: string): Promise<void> {
  const { manifest, pages, readPage, readFile } = await openBuild(out, id)
  for (const page of pages()) await readPage(page)
  for (const file of Object.keys(manifest.files)) await readFile(file)
}

async function differences(...builds: [out: string, id: string][]): Promise<string> {
  const [one, other] = await Promise.all(builds.map(([out, id]) => openBuild(out, id)))
  const [lines, others] = [one!, other!].map(({ pageLines }) => new Set(pageLines.map(String)))
  const pages = one!.pages().filter((_, index) => !others!.has(String(one!.pageLines[index])))
  const files = Object.entries(one!.manifest.files).filter(
    ([name, { sha256 }]) => other!.manifest.files[name]?.sha256 !== sha256,
  )
  return JSON.stringify({
    pages: pages.map(({ address }) => address),
    lines: [lines!.size, others!.size],
    files: files.map(([name]) => name),
    packs: [one!.manifest.packs, other!.manifest.packs],
  })
}
