import { shortHash } from '../core/short-hash.ts'
import { type ReportIndex } from '../content/report-index.ts'
import { createReadValues } from '../content/report-reads.ts'
import { EnddelError, messageOf } from '../core/errors.ts'
import type { LineFile } from '../output/line-file.ts'
import { brQualityOf, parsePage } from '../output/manifest.ts'
import { fewFiles } from '../output/sync-files.ts'
import { addressOf } from '../site/address.ts'
import type { Site } from '../site/contract.ts'
import type { PageBefore, PageFailure, PageResult, PageTask } from './build-task.ts'
import type { Plan } from './ground.ts'
import { inLanes } from '../core/in-lanes.ts'
import { encodeInputs, type OlderBuild, type OlderPage, parseInputs, type Versions } from './older-build.ts'
import { type BuildTotals, countPage, noTotals } from './totals.ts'

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
  /** Get a line for each page, in the order of the tasks; failed pages are left out. */
  pages: Pick<LineFile, 'append'>
  inputs: Pick<LineFile, 'append'>
  onPlanned(counts: { pages: number; toMake: number }): void
  onMade(address: string, failure: PageFailure | undefined): void
}

export interface MadePages {
  /** Of the pages that there are now. */
  totals: BuildTotals
  failures: PageFailure[]
  /** The five slowest pages, rendering and compressing together. */
  slowest: { address: string; ms: number }[]
  made: number
  /** Their files; more than a few are not all here. */
  files: string[]
  isFetching: boolean
}

/** Makes the pages that may not be as they were: what they read, their template or the quality asked for has changed. */
export async function makePages(tasks: Iterable<PageTask>, basis: MakeBasis, parts: MakeParts): Promise<MadePages> {
  const decision = createDecision(basis)
  const isSame: boolean[] = []
  for (const task of tasks) isSame.push(decision.isSame(task))
  const toMake = isSame.filter((same) => !same).length
  parts.onPlanned({ pages: isSame.length, toMake })

  const made: MadePages = {
    ...{ totals: noTotals(), failures: [], slowest: [], made: toMake, files: [] },
    isFetching: false,
  }
  const failures: { number: number; failure: PageFailure }[] = []
  const lines = inOrder<OlderPage>(({ line, inputsLine }) => {
    parts.pages.append(line)
    parts.inputs.append(inputsLine)
    countPage(made.totals, line)
  })

  function* changed() {
    let number = 0
    for (const task of tasks) {
      if (isSame[number]) lines.put(number, basis.older!.pages.find(task.address)!)
      else yield { task, number }
      number++
    }
  }
  await inLanes(changed(), parts.lanes, async ({ task: planned, number }) => {
    const found = basis.older?.pages.find(planned.address)
    const task = { ...planned, before: found && decision.before(planned, found) }
    const result = await parts.make(task).catch((error: unknown) => failed(task.address, error))
    if (result.kind === 'failed') {
      failures.push({ number, failure: result.failure })
      lines.put(number, undefined)
      return parts.onMade(task.address, result.failure)
    }
    made.isFetching ||= result.inputs.isFetched
    lines.put(number, decision.lines(task, result, found))
    if (result.kind === 'made') {
      if (made.files.length <= fewFiles) made.files.push(...result.files)
      noteSlow(made.slowest, task.address, result.ms)
    }
    parts.onMade(task.address, undefined)
  })
  made.failures.push(...failures.sort((a, b) => a.number - b.number).map(({ failure }) => failure))
  return made
}

/** Hands on what comes in any order by its numbers, from 0; what is undefined has no place. */
function inOrder<Item>(handOn: (item: Item) => void) {
  const waiting = new Map<number, Item | undefined>()
  let next = 0
  return {
    put(number: number, item: Item | undefined): void {
      waiting.set(number, item)
      for (; waiting.has(next); next++) {
        const first = waiting.get(next)
        waiting.delete(next)
        if (first !== undefined) handOn(first)
      }
    },
  }
}

/** The tasks of the planned pages and of the error pages; like the plan, made anew each time. */
export function pageTasks({ pages, quality }: Plan, { locales }: Site): Iterable<PageTask> {
  const task = (page: Omit<PageTask, 'quality' | 'before'>): PageTask => {
    return { ...page, quality: quality(page.address, page.status), before: undefined }
  }
  return {
    *[Symbol.iterator]() {
      for (const { address, locale, match } of pages) {
        const { route, params, path } = match
        yield task({ address, locale, path, params, route: route.id, status: 200 })
      }
      for (const locale of locales) {
        for (const status of [404, 500] as const) {
          const route = status === 404 ? 'not-found' : 'error'
          yield task({
            address: addressOf(`/${status}`, locale, locales),
            route,
            locale,
            path: '/',
            params: {},
            status,
          })
        }
      }
    },
  }
}

/** What of the build before a page can stand on. */
function createDecision({ older, isForced, index, templates, products, market }: MakeBasis) {
  const reportValue = createReadValues(index)
  const valueOf = (read: string) => (read === 'products' ? products : read === 'market' ? market : reportValue(read))
  const keyOf = (route: string, reads: readonly string[]) =>
    shortHash([templates[route], ...reads.map((read) => `${read} ${valueOf(read)}`)].join('\n'))

  return {
    isSame({ address, route, quality }: PageTask): boolean {
      const found = isForced ? undefined : older?.pages.find(address)
      if (!found) return false
      const inputs = parseInputs(found.inputsLine)
      return !inputs.isFetched && inputs.quality >= quality && inputs.key === keyOf(route, inputs.reads)
    },
    before({ route }: PageTask, found: OlderPage): PageBefore {
      const inputs = parseInputs(found.inputsLine)
      const isSameTemplate = older!.versions.templates[route] === templates[route]
      const hasSameMarket = older!.versions.market === market || !inputs.reads.includes('market')
      return {
        page: parsePage(found.line),
        data: !isForced && isSameTemplate && hasSameMarket ? inputs.data : undefined,
      }
    },
    /** Of a page that was made, or was found to be the same after all. */
    lines(task: PageTask, result: Exclude<PageResult, { kind: 'failed' }>, found: OlderPage | undefined): OlderPage {
      const { address, route, before } = task
      const quality = result.kind === 'made' ? result.quality : brQualityOf(before!.page)
      const inputs = { ...result.inputs, key: keyOf(route, result.inputs.reads), quality }
      return {
        line: result.kind === 'made' ? Buffer.from(result.line) : found!.line,
        inputsLine: Buffer.from(encodeInputs(address, inputs)),
      }
    },
  }
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
