import { readIndex, type ReportHead, type ReportIndex } from '../content/report-index.ts'
import { type PackedDraft, writePack } from '../content/report-packs.ts'
import type { ReportProblem } from '../content/report-source.ts'
import { type GatheredReports, gatherReports, type ReportsBefore } from '../prerender/gather-reports.ts'
import { indexBytes } from './index-bytes.ts'
import { written } from './source-suite.ts'
import { inTemporaryFolder } from './temporary-folder.ts'

/** The text of a report that cannot be shown. */
export const broken = 'no front matter'

/** A source of reports that are one text each, and what is gathered of it time after time. */
export async function withReports(
  texts: Record<string, string>,
  work: (tested: ReturnType<typeof createTested>) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => work(createTested(folder, texts)))
}

function createTested(folder: string, texts: Record<string, string>) {
  const reports = new Map<string, { stamp: string; text: string }>()
  const problems: ReportProblem[] = []
  const read: string[] = []
  const packed: PackedDraft[] = []
  const atOnce: number[] = []
  let older: ReportsBefore | undefined
  let last: GatheredReports | undefined
  let stamps = 0
  let underWay = 0
  const write = (slug: string, text: string) => void reports.set(slug, { stamp: `${++stamps}`, text })
  for (const [slug, text] of Object.entries(texts)) write(slug, text)

  function gatherFrom(before: ReportsBefore | undefined): Promise<GatheredReports> {
    const drafts = [...reports].map(([slug, { stamp }]) => ({ slug, place: `place of ${slug}`, stamp }))
    return gatherReports({
      source: {
        async read(drafts) {
          read.push(...drafts.map(({ slug }) => slug))
          return drafts.map((draft) => {
            const { text } = reports.get(draft.slug)!
            return { ...draft, texts: [{ place: `${draft.slug}/en.md`, lang: 'en', text }] }
          })
        },
      },
      listing: { drafts, problems: [...problems] },
      older: before,
      async pack(drafts) {
        atOnce.push(++underWay)
        await new Promise(setImmediate)
        underWay--
        packed.push(...drafts)
        return writePack(folder, drafts)
      },
      lanes: 2,
    })
  }

  return {
    ...{ folder, reports, problems, read, packed, atOnce, write },
    async gather() {
      last = await gatherFrom(older)
      const seen = JSON.parse(JSON.stringify(last.seen)) as ReportsBefore['seen']
      older = { index: readIndex(indexBytes(last.index), 'index'), problems: last.problems, seen }
      return last
    },
    /** As on another machine, which has the build and not what was seen. */
    forget() {
      older = older && { ...older, seen: {} }
    },
    async isAsFromNothing(): Promise<boolean> {
      const { index, problems } = await gatherFrom(undefined)
      return isSame(index, last!.index) && JSON.stringify(problems) === JSON.stringify(last!.problems)
    },
  }
}

export function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, id) => [`report-${id}`, written(id + 1)]))
}

export function namesOf({ index }: GatheredReports): string[] {
  return headsOf(index).map(({ name }) => name)
}

export function versionsOf({ index }: GatheredReports, name: string): string {
  const { version, entryVersion } = headsOf(index).find((head) => head.name === name)!
  return `${version} ${entryVersion}`
}

export function headsOf(index: ReportIndex): ReportHead[] {
  return Array.from({ length: index.size }, (_, position) => index.headAt(position))
}

export function isSame(one: ReportIndex, other: ReportIndex): boolean {
  return indexBytes(one).equals(indexBytes(other))
}
