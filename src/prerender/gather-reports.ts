import { collectIndex, type ReportHead, type ReportIndex } from '../content/report-index.ts'
import { packCountFor, packNumberOf } from '../content/pack-file.ts'
import type { KeptReport, Pack, PackedDraft, PackedReport } from '../content/report-packs.ts'
import type { ReportDraft, ReportListing, ReportProblem, ReportSource } from '../content/report-source.ts'
import { inLanes } from '../core/in-lanes.ts'
import type { Seen, SeenFile } from './seen.ts'

export interface GatherParts {
  source: Pick<ReportSource, 'read'>
  /** It is emptied. */
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
  index: ReportIndex
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
  const { problems } = parts.listing
  // Taken out: in a large build it is much that would be kept for nothing to the end.
  const drafts = parts.listing.drafts.splice(0)
  const before = createBefore(older)
  // What cannot even be listed any more stays, too.
  const unlisted = [...new Set(problems.map(({ slug }) => slug))]
    .filter((slug) => before.find(slug) !== undefined)
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
  index: ReportIndex | undefined
  /** Where a report is in the index. */
  find(name: string): number | undefined
  packOf(position: number): string
  seenOf(name: string): SeenFile | undefined
  problemOf(name: string): ReportProblem | undefined
  isUnchanged(draft: ReportDraft): boolean
  /** Whether these, and no others, were in one pack. */
  hasPack(members: readonly ReportDraft[]): boolean
  kept(name: string): KeptReport | undefined
}

function createBefore(older: ReportsBefore | undefined): Before {
  const index = older?.index
  const positions = new Map<string, number>()
  const packs = countedPacks()
  for (let position = 0; position < (index?.size ?? 0); position++) {
    const { name, pack } = index!.headAt(position)
    positions.set(name, position)
    packs.add(pack)
  }
  const problems = new Map(older?.problems.map((problem) => [problem.slug, problem]))
  // Reports may have any name, such as `constructor`.
  const seenOf = (name: string) => (older && Object.hasOwn(older.seen, name) ? older.seen[name] : undefined)
  const find = (name: string) => positions.get(name)

  return {
    index,
    find,
    packOf: packs.of,
    seenOf,
    problemOf: (name) => problems.get(name),
    isUnchanged({ slug, stamp }) {
      const [seenStamp, sources] = seenOf(slug) ?? []
      if (seenStamp !== stamp) return false
      const position = find(slug)
      return problems.has(slug) || (position !== undefined && index!.sourcesAt(position) === sources)
    },
    hasPack(members) {
      const before = members.map(({ slug }) => find(slug)).filter((position) => position !== undefined)
      if (before.length === 0) return true
      const pack = packs.of(before[0]!)
      return packs.sizeOf(pack) === before.length && before.every((position) => packs.of(position) === pack)
    },
    kept(name) {
      const position = find(name)
      if (position === undefined) return undefined
      const { pack, at, length, sources } = index!.headAt(position)
      return { pack, at, length, sources }
    },
  }
}

/** The pack of each position, with each name kept once. */
function countedPacks() {
  const names: string[] = []
  const sizes: number[] = []
  const numbers = new Map<string, number>()
  const byPosition: number[] = []
  return {
    add(name: string): void {
      const number = numbers.get(name) ?? names.push(name) - 1
      numbers.set(name, number)
      sizes[number] = (sizes[number] ?? 0) + 1
      byPosition.push(number)
    },
    of: (position: number) => names[byPosition[position]!]!,
    sizeOf: (name: string) => sizes[numbers.get(name)!],
  }
}

/** A report that has been gathered; `row` is its number in the index that grows. */
interface GatheredRow {
  id: number
  name: string
  pack: string
  row: number
}

/** What has been gathered so far. */
function createGathered(before: Before, problems: ReportProblem[]) {
  const collected = collectIndex()
  const rows: GatheredRow[] = []
  const seen: Record<string, SeenFile> = Object.create(null)
  const written: string[] = []

  function note({ slug, stamp }: ReportDraft, sources: string | undefined, problem: ReportProblem | undefined): void {
    seen[slug] = [stamp, sources ?? before.seenOf(slug)?.[1] ?? '']
    if (problem) problems.push(problem)
  }

  function add(head: ReportHead, entry: string | Uint8Array): void {
    rows.push({ id: head.id, name: head.name, pack: head.pack, row: collected.add({ head, entry }) })
  }

  function addPacked(report: PackedReport, pack: string): void {
    if (report.kind === 'new') add({ ...report.head, pack }, report.entry)
    if (report.kind !== 'kept') return
    const { index } = before
    const position = before.find(report.name)!
    add({ ...index!.headAt(position), pack, at: report.at }, index!.entryBytes(position))
  }

  return {
    keep(members: readonly ReportDraft[]): void {
      for (const draft of members) {
        const { slug: name } = draft
        const at = before.find(name)
        if (at !== undefined) {
          const row = collected.copy(before.index!, at)
          rows.push({ id: before.index!.idAt(at), name, pack: before.packOf(at), row })
        }
        if (isListed(draft)) note(draft, undefined, before.problemOf(name))
      }
    },
    take(members: readonly ReportDraft[], { name, reports }: Pack): void {
      if (name) written.push(name)
      for (const [index, report] of reports.entries()) {
        const draft = members[index]!
        addPacked(report, name!)
        const wasLookedAt = report.sources !== undefined
        if (isListed(draft)) note(draft, report.sources, wasLookedAt ? report.problem : before.problemOf(draft.slug))
      }
    },
    finish(drafts: readonly ReportDraft[]): GatheredReports {
      const withTwin = new Set<string>()
      let places: Map<string, string> | undefined
      const unique = withoutTwins(rows, ({ id, name, pack }, owner) => {
        places ??= new Map(drafts.map(({ slug, place }) => [slug, place]))
        const message = `${places.get(name)}: has the id ${id}, and so has ${places.get(owner)}`
        problems.push({ slug: name, message, hint: 'give one of them another id' })
        withTwin.add(pack)
      })
      // To be looked at again: the other may be gone, or the twin, whose bodies are in the pack.
      for (const { name, pack } of rows) if (withTwin.has(pack)) seen[name] = ['', '']
      const packs = [...new Set(unique.map(({ pack }) => pack))].sort()
      problems.sort((a, b) => (a.slug < b.slug ? -1 : 1))
      return { index: collected.finish(unique.map(({ row }) => row)), packs, problems, seen, written }
    },
  }
}

/** Of two reports with one id the first by name stays. */
function withoutTwins(
  rows: readonly GatheredRow[],
  onTwin: (twin: GatheredRow, owner: string) => void,
): readonly GatheredRow[] {
  const owners = new Map<number, string>()
  return [...rows]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter((row) => {
      const owner = owners.get(row.id)
      if (owner === undefined) owners.set(row.id, row.name)
      else onTwin(row, owner)
      return owner === undefined
    })
}
