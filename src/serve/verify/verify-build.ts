/** `enddel verify`: every file of a build against its manifest, and every link against what the server would answer. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readIndex, type ReportIndex } from '../../content/report-index.ts'
import { EnddelError } from '../../core/errors.ts'
import { requireCurrent } from '../../output/current.ts'
import { buildFolder, contentFiles, manifestFile, packsFolder, pagesFile } from '../../output/layout.ts'
import { damage, type OnProblem, type Problem } from '../../output/problem.ts'
import { readManifest } from '../../output/read.ts'
import { type ManifestStream, streamManifest } from '../../output/stream-manifest.ts'
import { findStrays, verifyFiles } from '../../output/verify-files.ts'
import { readHtml, verifyPage } from '../../output/verify-page.ts'
import type { LinkCheck } from './link-check.ts'
import { openLinkCheck } from './open-link-check.ts'
import { verifyReports } from './verify-reports.ts'

export interface VerifyOptions {
  out: string
  /** Id of a build; undefined for the current one. */
  build: string | undefined
  /** `damage`: whether it can be served as it was built. `all`: also what else is in its folder, and where its links lead. */
  scope: 'damage' | 'all'
}

export interface Verified extends Counts {
  build: string
  ms: number
  /** The first {@link maxProblems} of them. */
  problems: Problem[]
  problemCount: number
}

/** What was checked. */
interface Counts {
  pages: number
  files: number
  packs: number
  reports: number
  /** Those inside the site. */
  links: number
  bytes: number
}

export const maxProblems = 50

/** Throws an EnddelError when there is no such build, or one of another version. */
export async function verifyBuild({ out, build, scope }: VerifyOptions): Promise<Verified> {
  const since = performance.now()
  const id = build ?? (await requireCurrent(out)).build
  const problems: Problem[] = []
  let problemCount = 0
  const onProblem: OnProblem = (problem) => {
    problemCount++
    if (problems.length < maxProblems) problems.push(problem)
  }
  const opened = await openManifest(out, id, onProblem)
  const counts = opened ? await verifyAll(out, id, opened, scope, onProblem) : nothing
  return { build: id, ...counts, ms: performance.now() - since, problems, problemCount }
}

/** Without it and the file of pages nothing else can be checked. */
async function openManifest(out: string, id: string, onProblem: OnProblem): Promise<ManifestStream | undefined> {
  return streamManifest(out, id).catch(async (error: unknown) => {
    if (!(error instanceof EnddelError) || error.code !== 'E_DAMAGED') throw error
    const folder = buildFolder(out, id)
    const hasManifest = await readManifest(folder, id).then(
      () => true,
      () => false,
    )
    const place = hasManifest ? join(folder, pagesFile) : manifestFile(folder)
    onProblem(damage(place, 'is not what the build wrote'))
    return undefined
  })
}

const nothing: Counts = { pages: 0, files: 0, packs: 0, reports: 0, links: 0, bytes: 0 }

async function verifyAll(
  out: string,
  id: string,
  build: ManifestStream,
  scope: VerifyOptions['scope'],
  onProblem: OnProblem,
): Promise<Counts> {
  const folder = buildFolder(out, id)
  const { files, packs } = build.manifest
  const whole = await verifyFiles(folder, files, onProblem)
  const index = await openIndex(folder, whole)
  const packBytes = await verifyReports(packsFolder(out), packs, index, onProblem)
  const links = scope === 'all' ? await openLinkCheck(folder, build, whole, onProblem) : undefined
  const { pages, bytes: pageBytes } = await verifyPages(out, build, links, onProblem)
  if (scope === 'all') await findStrays(folder, files, onProblem)
  if (links) await finishLinks(out, build, links, onProblem)
  return {
    ...{ pages, files: Object.keys(files).length, packs: packs.length, reports: index?.size ?? 0 },
    links: links?.count() ?? 0,
    bytes: Object.values(files).reduce((sum, { bytes }) => sum + bytes, packBytes + pageBytes),
  }
}

async function openIndex(folder: string, whole: ReadonlySet<string>): Promise<ReportIndex | undefined> {
  if (!whole.has(contentFiles.reports)) return undefined
  const place = join(folder, contentFiles.reports)
  return readIndex(await readFile(place), place)
}

async function verifyPages(
  out: string,
  build: ManifestStream,
  links: LinkCheck | undefined,
  onProblem: OnProblem,
): Promise<{ pages: number; bytes: number }> {
  let [pages, bytes] = [0, 0]
  for await (const page of build.pages()) {
    const html = verifyPage(out, page, onProblem)
    if (html) links?.follow(page.address, html, page.type)
    pages++
    bytes += page.html.bytes + (page.br?.bytes ?? 0)
  }
  return { pages, bytes }
}

async function finishLinks(out: string, build: ManifestStream, links: LinkCheck, onProblem: OnProblem): Promise<void> {
  for await (const page of build.pages()) {
    const html = links.isAsked(page.address) ? readHtml(out, page) : undefined
    if (html) links.answer(page.address, html)
  }
  links.problems().forEach(onProblem)
}
