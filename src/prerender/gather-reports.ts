import { encodeIndex, type ReportHead, type ReportIndex, type ReportRow } from '../content/report-index.ts'
import {
  type KeptReport,
  type Pack,
  packCountFor,
  type PackedDraft,
  type PackedReport,
  packNumberOf,
} from '../content/report-packs.ts'
import type { ReportDraft, ReportListing, ReportProblem, ReportSource } from '../content/report-source.ts'
import { inLanes } from './in-lanes.ts'
import type { Seen, SeenFile } from './seen.ts'

export interface GatherParts {
  source: Pick<ReportSource, 'read'>
  listing: ReportListing
  older: ReportsBefore | undefined
  /** Writes a pack in a thread. */
  pack(drafts: PackedDraft[]): Promise<Pack>
  /** Packs that are written at a time. */
  lanes: number
}

export interface ReportsBefore {
  index: ReportIndex
  problems: readonly ReportProblem[]
  seen: Seen['reports']
}

export interface GatheredReports {
  /** The index as a build carries it. */
  index: Buffer
  packs: string[]
  problems: ReportProblem[]
  seen: Record<string, SeenFile>
  /** Packs that were written. */
  written: string[]
}

/**
 * All reports of the source. Those whose texts may have changed are parsed, and the packs with one of them are written. A
 * report that cannot be shown stays as it was in the build before, or is left out.
 */
export async function gatherReports(parts: GatherParts): Promise<GatheredReports> {
  const { source, older, pack, lanes } = parts
  const { drafts, problems } = parts.listing
  const before = createBefore(older)
  // What cannot even be listed any more stays, too.
  const unlisted = [...new Set(problems.map(({ slug }) => slug))]
    .filter((slug) => before.headOf(slug))
    .map((slug) => ({ slug, place: slug, stamp: '' }))
  const all = [...drafts, ...unlisted]
  const gathered = createGathered(before, problems)

  await inLanes(groupsOf(all).values(), lanes, async (members) => {
    const changed = members.filter((draft) => isListed(draft) && !before.isUnchanged(draft))
    if (changed.length === 0 && before.hasPack(members)) return gathered.keep(members)
    const written = await packWith(members, changed, before.kept)
    const isLost = written.reports.some(({ kind }) => kind === 'lost')
    gathered.take(members, isLost ? await packWith(members, members.filter(isListed), () => undefined) : written)
  })
  return gathered.finish(all)

  async function packWith(
    members: readonly ReportDraft[],
    toRead: readonly ReportDraft[],
    kept: Before['kept'],
  ): Promise<Pack> {
    const raws = new Map((await source.read(toRead)).map((raw) => [raw.slug, raw]))
    return pack(members.map(({ slug }) => ({ name: slug, raw: raws.get(slug), kept: kept(slug) })))
  }
}

function isListed({ stamp }: ReportDraft): boolean {
  return stamp !== ''
}

function groupsOf(drafts: readonly ReportDraft[]): Map<number, ReportDraft[]> {
  const count = packCountFor(drafts.length)
  const groups = new Map<number, ReportDraft[]>()
  for (const draft of [...drafts].sort((a, b) => (a.slug < b.slug ? -1 : 1))) {
    const number = packNumberOf(draft.slug, count)
    const members = groups.get(number) ?? []
    members.push(draft)
    groups.set(number, members)
  }
  return groups
}

interface Before {
  headOf(name: string): { head: ReportHead; position: number } | undefined
  rowOf(name: string): ReportRow | undefined
  packOf(name: string): string | undefined
  seenOf(name: string): SeenFile | undefined
  problemOf(name: string): ReportProblem | undefined
  isUnchanged(draft: ReportDraft): boolean
  /** Whether these, and no others, were in one pack. */
  hasPack(members: readonly ReportDraft[]): boolean
  kept(name: string): KeptReport | undefined
}

function createBefore(older: ReportsBefore | undefined): Before {
  const heads = new Map(older?.index.heads.map((head, position) => [head.name, { head, position }]))
  const problems = new Map(older?.problems.map((problem) => [problem.slug, problem]))
  const sizes = new Map<number, number>()
  for (const { pack } of older?.index.heads ?? []) sizes.set(pack, (sizes.get(pack) ?? 0) + 1)
  // Reports may have any name, such as `constructor`.
  const seenOf = (name: string) => (older && Object.hasOwn(older.seen, name) ? older.seen[name] : undefined)
  const packOf = (name: string) => older?.index.packs[heads.get(name)?.head.pack ?? -1]

  return {
    headOf: (name) => heads.get(name),
    rowOf(name) {
      const found = heads.get(name)
      return found && { head: found.head, entry: older!.index.entryBytes(found.position) }
    },
    packOf,
    seenOf,
    problemOf: (name) => problems.get(name),
    isUnchanged({ slug, stamp }) {
      const [seenStamp, sources] = seenOf(slug) ?? []
      return seenStamp === stamp && (heads.get(slug)?.head.sources === sources || problems.has(slug))
    },
    hasPack(members) {
      const before = members.filter(({ slug }) => heads.has(slug))
      const packs = new Set(before.map(({ slug }) => heads.get(slug)!.head.pack))
      if (before.length === 0) return true
      const [pack] = packs
      return packs.size === 1 && sizes.get(pack!) === before.length
    },
    kept(name) {
      const head = heads.get(name)?.head
      return head && { pack: packOf(name)!, at: head.at, length: head.length, sources: head.sources }
    },
  }
}

/** What has been gathered so far. */
function createGathered(before: Before, problems: ReportProblem[]) {
  const rows: { row: ReportRow; pack: string }[] = []
  const seen: Record<string, SeenFile> = Object.create(null)
  const written: string[] = []

  function note({ slug, stamp }: ReportDraft, sources: string | undefined, problem: ReportProblem | undefined): void {
    seen[slug] = [stamp, sources ?? before.seenOf(slug)?.[1] ?? '']
    if (problem) problems.push(problem)
  }

  function rowFrom(report: PackedReport): ReportRow | undefined {
    if (report.kind === 'none' || report.kind === 'lost') return undefined
    if (report.kind === 'new') return { head: { ...report.head, pack: 0 }, entry: Buffer.from(report.entry) }
    const row = before.rowOf(report.name)!
    return { head: { ...row.head, at: report.at }, entry: row.entry }
  }

  return {
    keep(members: readonly ReportDraft[]): void {
      for (const draft of members) {
        const row = before.rowOf(draft.slug)
        if (row) rows.push({ row, pack: before.packOf(draft.slug)! })
        if (isListed(draft)) note(draft, undefined, before.problemOf(draft.slug))
      }
    },
    take(members: readonly ReportDraft[], { name, reports }: Pack): void {
      if (name) written.push(name)
      for (const [index, report] of reports.entries()) {
        const draft = members[index]!
        const row = rowFrom(report)
        if (row) rows.push({ row, pack: name! })
        const wasLookedAt = report.sources !== undefined
        if (isListed(draft)) note(draft, report.sources, wasLookedAt ? report.problem : before.problemOf(draft.slug))
      }
    },
    finish(drafts: readonly ReportDraft[]): GatheredReports {
      const places = new Map(drafts.map(({ slug, place }) => [slug, place]))
      const withTwin = new Set<string>()
      const unique = withoutTwins(rows, ({ row: { head }, pack }, owner) => {
        const message = `${places.get(head.name)}: has the id ${head.id}, and so has ${places.get(owner)}`
        problems.push({ slug: head.name, message, hint: 'give one of them another id' })
        withTwin.add(pack)
      })
      // To be looked at again: the other may be gone, or the twin, whose bodies are in the pack.
      for (const { row, pack } of rows) if (withTwin.has(pack)) seen[row.head.name] = ['', '']
      const packs = [...new Set(unique.map(({ pack }) => pack))].sort()
      const numbers = new Map(packs.map((name, number) => [name, number]))
      const numbered = unique.map(({ row: { head, entry }, pack }) => ({
        head: { ...head, pack: numbers.get(pack)! },
        entry,
      }))
      problems.sort((a, b) => (a.slug < b.slug ? -1 : 1))
      return { index: encodeIndex(packs, numbered), packs, problems, seen, written }
    },
  }
}

/** Of two reports with one id the first by name stays. */
function withoutTwins<Row extends { row: ReportRow }>(
  rows: readonly Row[],
  onTwin: (twin: Row, owner: string) => void,
): Row[] {
  const owners = new Map<number, string>()
  return [...rows]
    .sort(({ row: a }, { row: b }) => (a.head.name < b.head.name ? -1 : 1))
    .filter((row) => {
      const { id, name } = row.row.head
      const owner = owners.get(id)
      if (owner === undefined) owners.set(id, name)
      else onTwin(row, owner)
      return owner === undefined
    })
}
