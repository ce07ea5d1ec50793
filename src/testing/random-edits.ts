import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { linesOf } from '../core/lines.ts'
import { contentFiles, inputsFile, pagesFile, popularFile } from '../output/layout.ts'
import { parsePage } from '../output/manifest.ts'
import { type Build, openBuild } from '../output/read.ts'
import { type BuildSummary, buildSite } from '../prerender/build.ts'
import { type EditedOptions, writeEditedSite } from './edited-site.ts'
import type { TinySite } from './tiny-site.ts'

export interface EditedRound {
  edits: string[]
  made: number
  pages: number
  /** `bytes`: the same in all. `pages`: in all but what a build may keep of the one before. */
  sameness: 'bytes' | 'pages' | 'unlike'
  /** A build that was stopped in its midst came before. */
  isStoppedFirst: boolean
}

/**
 * Changes a site at random, and after each change builds it incrementally in one folder, by two threads, and from nothing in
 * another, by one. Throws when these are not the same builds, byte for byte, or a file is not as its manifest says. What a
 * build may keep by design is left out: better brotli than is asked for, and, while reports are broken, their last state.
 */
export async function randomEdits(
  folder: string,
  seed: number,
  rounds: number,
  onRound: (round: EditedRound) => void,
): Promise<void> {
  const edited = await writeEditedSite(folder, seed)
  const { where, options } = edited
  const full = join(folder, 'full')
  for (let round = 1; round <= rounds; round++) {
    const edits = [...(await edited.mendAll()), ...(await edited.edit())]
    // Every third: some event later each time.
    const isStoppedFirst = round % 3 === 0
    if (isStoppedFirst) await buildPart(where, options, round)
    const built = await build(where, options, 2)
    await rm(full, { recursive: true, force: true })
    await takePopularity(where.out, full)
    const anew = await build({ ...where, out: full }, options, 1)

    const [one, other] = [await openBuild(where.out, built.id), await openBuild(full, anew.id)]
    const sameness = samenessOf(one, other)
    const isRight = edited.brokenCount > 0 || sameness === 'bytes' || (sameness === 'pages' && isBetter(one, other))
    if (!isRight)
      throw new Error(`round ${round} of seed ${seed}: after ${edits.join(', ')}: ${differences(one, other)}`)
    await check(one)
    onRound({ edits, sameness, isStoppedFirst, made: built.made, pages: built.pages })
  }
}

function build(where: TinySite, options: EditedOptions, threads: number): Promise<BuildSummary> {
  return buildSite({ ...where, ...options, threads })
}

async function buildPart(where: TinySite, options: EditedOptions, events: number): Promise<void> {
  const controller = new AbortController()
  let left = 1 + (events % 12)
  const onEvent = () => {
    if (--left === 0) controller.abort()
  }
  await buildSite({ ...where, ...options, threads: 2, stop: controller.signal, onEvent }).catch((error: unknown) => {
    if (!controller.signal.aborted) throw error
  })
}

async function takePopularity(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  await cp(popularFile(from), popularFile(to)).catch(() => {}) // none yet
}

function samenessOf(one: Build, other: Build): EditedRound['sameness'] {
  if (one.id === other.id) return 'bytes'
  return pagesOf(one) === pagesOf(other) ? 'pages' : 'unlike'
}

/** All but brotli, and the notes of its quality. */
function pagesOf({ manifest, pages }: Build): string {
  const { [inputsFile]: _, [pagesFile]: __, ...files } = manifest.files
  const withoutBr = pages().map(({ br: _, live, ...page }) => ({ ...page, slots: live?.slots }))
  return JSON.stringify([{ ...manifest, files }, withoutBr])
}

/** Where the one has other brotli, it is of a higher quality. */
function isBetter(one: Build, other: Build): boolean {
  const others = other.pages()
  return one
    .pages()
    .every(({ br }, index) => br!.sha256 === others[index]!.br!.sha256 || br!.quality > others[index]!.br!.quality)
}

async function check({ manifest, pages, readPage, readFile }: Build): Promise<void> {
  for (const page of pages()) await readPage(page)
  for (const file of Object.keys(manifest.files)) await readFile(file)
  linesOf(await readFile(contentFiles.reports))
}

function differences(one: Build, other: Build): string {
  const lines = new Set(Array.from(other.pageLines, String))
  const pages = [...one.pageLines].filter((line) => !lines.has(String(line))).map((line) => parsePage(line).address)
  const files = Object.entries(one.manifest.files)
    .filter(([name, { sha256 }]) => other.manifest.files[name]?.sha256 !== sha256)
    .map(([name]) => name)
  const counts = [one.pageLines.length, other.pageLines.length]
  const [{ packs, problems }, theirs] = [one.manifest, other.manifest]
  return JSON.stringify({ pages, counts, files, packs: [packs, theirs.packs], problems: [problems, theirs.problems] })
}
