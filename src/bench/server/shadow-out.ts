import { rmSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { errnoOf } from '../../core/errors.ts'
import { Lines } from '../../core/lines.ts'
import { type Current, makeCurrent, requireCurrent } from '../../output/current.ts'
import {
  buildFolder,
  currentFile,
  inputsFile,
  manifestFile,
  packsFolder,
  pagesFile,
  pagesFolder,
  popularFile,
} from '../../output/layout.ts'
import { buildIdOf, describeFile, encodeManifest, parsePage } from '../../output/manifest.ts'
import { type Build, openBuild } from '../../output/read.ts'
import { writeDurably } from '../../output/write-file.ts'

/**
 * A folder in place of `out` for a server that is measured. It may invalidate, count hits and see builds become current, and
 * the folder it stands for stays as it is: only what no server writes to is linked.
 */
export interface Shadow {
  out: string
  /** Which one is current at first. */
  build: { id: string; pages: number }
  /** Makes the other build current, which has one page fewer, or this one again; returns its id. */
  deploy(): Promise<string>
  remove(): Promise<void>
}

export async function makeShadow(realOut: string): Promise<Shadow> {
  const real = resolve(realOut)
  const current = await requireCurrent(real)
  const build = await openBuild(real, current.build)
  const out = await mkdtemp(join(tmpdir(), 'enddel-bench-'))
  const removeNow = () => rmSync(out, { recursive: true, force: true })
  process.once('exit', removeNow)
  async function remove(): Promise<void> {
    await rm(out, { recursive: true, force: true })
    process.off('exit', removeNow)
  }

  try {
    await fill(out, real, current)
    const other = await makeOther(out, build)
    let isOther = false
    return {
      out,
      build: { id: build.id, pages: build.pageLines.length },
      async deploy() {
        isOther = !isOther
        return (await makeCurrent(out, isOther ? other : build.id)).build
      },
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

async function fill(out: string, real: string, { build, previous }: Current): Promise<void> {
  await mkdir(join(out, 'builds'))
  const shared = [pagesFolder(real), packsFolder(real)].map((path) => [path, join(out, basename(path))])
  const builds = [build, ...previous].map((id) => [buildFolder(real, id), buildFolder(out, id)])
  for (const [path, place] of [...shared, ...builds]) await symlink(path!, place!)
  for (const fileOf of [popularFile, currentFile]) await copyFile(fileOf(real), fileOf(out)).catch(unlessMissing)
}

/** A build like this one without its last page, which is then rendered when it is asked for; returns its id. */
async function makeOther(out: string, build: Build): Promise<string> {
  const last = lastPage(build.pageLines)
  const changed = {
    [pagesFile]: without(build.pageLines, last),
    // Its first line is of all pages.
    [inputsFile]: without(new Lines(await build.readFile(inputsFile)), last + 1),
  }
  const described = Object.entries(changed).map(([file, bytes]) => [file, describeFile(bytes)])
  const files = { ...build.manifest.files, ...Object.fromEntries(described) }
  const manifest = encodeManifest({ ...build.manifest, files })
  const id = buildIdOf(manifest)

  const folder = buildFolder(out, id)
  await mkdir(folder)
  for (const name of await readdir(build.folder)) {
    const isOwn = name in changed || join(folder, name) === manifestFile(folder)
    if (!isOwn) await symlink(join(build.folder, name), join(folder, name))
  }
  for (const [file, bytes] of Object.entries(changed)) await writeDurably(join(folder, file), bytes)
  await writeDurably(manifestFile(folder), manifest)
  return id
}

/** Not an error page: those are in every build. */
function lastPage(lines: Lines): number {
  for (let index = lines.length - 1; index > 0; index--) if (parsePage(lines.at(index)!).status === 200) return index
  return 0
}

function without(lines: Lines, left: number): Buffer {
  const end = Buffer.from('\n')
  return Buffer.concat([...lines].flatMap((line, index) => (index === left ? [] : [line, end])))
}

function unlessMissing(error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') throw error
}
