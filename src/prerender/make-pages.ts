import { shortHash } from '../core/short-hash.ts'
import { type ReportIndex } from '../content/report-index.ts'
import { createReadValues } from '../content/report-reads.ts'
import { EnddelError, messageOf } from '../core/errors.ts'
import { parsePage } from '../output/manifest.ts'
import { addressOf } from '../site/address.ts'
import type { Site } from '../site/contract.ts'
import type { PageBefore, PageFailure, PageInputs, PageResult, PageTask } from './build-task.ts'
import { inLanes } from './in-lanes.ts'
import { encodeInputs, type OlderBuild, parseInputs, type StoredInputs, type Versions } from './older-build.ts'
import type { PlannedPage } from './plan.ts'

/** What decides whether a page may stay as it was. */
export interface MakeBasis extends Versions {
  index: ReportIndex
  older: OlderBuild | undefined
  /** Every page is made, whatever it read. */
  isForced: boolean
}

export interface MakeParts {
  /** Makes a page in a thread. */
  make(task: PageTask): Promise<PageResult>
  /** Pages that are under way at a time. */
  lanes: number
  onPlanned(counts: { pages: number; toMake: number }): void
  onMade(address: string, failure: PageFailure | undefined): void
}

export interface MadePages {
  /** Of the manifest, and of the inputs, in the order of the plan; failed pages are left out. */
  lines: Buffer[]
  inputs: Buffer[]
  failures: PageFailure[]
  /** The five slowest pages, rendering and compressing together. */
  slowest: { address: string; ms: number }[]
  made: number
  /** Their files. */
  files: string[]
  isFetching: boolean
}

/** Makes the pages that may not be as they were: what they read, their template or the quality asked for has changed. */
export async function makePages(tasks: readonly PageTask[], basis: MakeBasis, parts: MakeParts): Promise<MadePages> {
  const decide = createDecision(basis)
  const lines: (Buffer | undefined)[] = []
  const inputs: (Buffer | undefined)[] = []
  const toMake: { task: PageTask; index: number }[] = []
  const failures: (PageFailure | undefined)[] = []
  const slowest: MadePages['slowest'] = []
  const files: string[] = []
  let isFetching = false

  for (const [index, task] of tasks.entries()) {
    const before = decide(task)
    if (before.kind === 'same') {
      lines[index] = before.line
      inputs[index] = before.inputsLine
    } else toMake.push({ task: { ...task, before: before.page }, index })
  }
  parts.onPlanned({ pages: tasks.length, toMake: toMake.length })

  await inLanes(toMake, parts.lanes, async ({ task, index }) => {
    const result = await parts.make(task).catch((error: unknown) => failed(task.address, error))
    if (result.kind === 'failed') failures[index] = result.failure
    else {
      const line = result.kind === 'made' ? Buffer.from(result.line) : basis.older!.pages.get(task.address)!.line
      lines[index] = line
      const quality = result.kind === 'made' ? result.quality : task.before!.page.br.quality
      inputs[index] = Buffer.from(encodeInputs(task.address, decide.inputs(task, result.inputs, quality)))
      isFetching ||= result.inputs.isFetched
      if (result.kind !== 'made') return parts.onMade(task.address, undefined)
      files.push(...result.files)
      noteSlow(slowest, task.address, result.ms)
    }
    parts.onMade(task.address, failures[index])
  })

  return {
    lines: lines.filter(isThere),
    inputs: inputs.filter(isThere),
    failures: failures.filter(isThere),
    slowest,
    made: toMake.length,
    files,
    isFetching,
  }
}

/** The tasks of the planned pages and of the error pages. */
export function pageTasks(planned: readonly PlannedPage[], { locales }: Site, quality: (address: string) => number) {
  const errorPages = locales.flatMap((locale) =>
    ([404, 500] as const).map((status) => ({
      address: addressOf(`/${status}`, locale, locales),
      ...{ route: status === 404 ? 'not-found' : 'error', locale, path: '/', params: {}, status },
    })),
  )
  const pages = planned.map(({ address, locale, match: { route, params, path } }) => ({
    ...{ address, locale, path, params, route: route.id, status: 200 as const },
  }))
  return [...pages, ...errorPages].map((page): PageTask => {
    return { kind: 'page', ...page, quality: quality(page.address), before: undefined }
  })
}

type Decision = { kind: 'same'; line: Buffer; inputsLine: Buffer } | { kind: 'make'; page: PageBefore | undefined }

function createDecision({ older, isForced, index, templates, products, market }: MakeBasis) {
  const reportValue = createReadValues(index)
  const valueOf = (read: string) => (read === 'products' ? products : read === 'market' ? market : reportValue(read))
  const keyOf = (route: string, reads: readonly string[]) =>
    shortHash([templates[route], ...reads.map((read) => `${read} ${valueOf(read)}`)].join('\n'))

  function decide({ address, route, quality }: PageTask): Decision {
    const found = older?.pages.get(address)
    if (!found) return { kind: 'make', page: undefined }
    const inputs = parseInputs(found.inputsLine)
    const isSame =
      !isForced && !inputs.isFetched && inputs.quality >= quality && inputs.key === keyOf(route, inputs.reads)
    if (isSame) return { kind: 'same', ...found }
    const isSameTemplate = older!.versions.templates[route] === templates[route]
    const hasSameMarket = older!.versions.market === market || !inputs.reads.includes('market')
    const page = parsePage(found.line)
    return {
      kind: 'make',
      page: { page, data: !isForced && isSameTemplate && hasSameMarket ? inputs.data : undefined },
    }
  }

  return Object.assign(decide, {
    inputs: ({ route }: PageTask, inputs: PageInputs, quality: number): StoredInputs => ({
      ...inputs,
      key: keyOf(route, inputs.reads),
      quality,
    }),
  })
}

/** A disk that is full, or a build that is stopped, is no failure of the page. */
function failed(address: string, error: unknown): PageResult {
  if (error instanceof EnddelError && ['E_OUT', 'E_STOPPED'].includes(error.code)) throw error
  return { kind: 'failed', failure: { address, message: messageOf(error), place: undefined } }
}

function noteSlow(slowest: MadePages['slowest'], address: string, ms: number): void {
  slowest.push({ address, ms })
  slowest.sort((a, b) => b.ms - a.ms)
  slowest.length = Math.min(slowest.length, 5)
}

function isThere<Item>(item: Item | undefined): item is Item {
  return item !== undefined
}
