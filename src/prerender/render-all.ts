import { join } from 'node:path'
import type { ManifestPage } from '../output/manifest.ts'
import type { Board } from '../market/board.ts'
import type { BuildWriter } from '../output/write.ts'
import type { Page } from '../render/page.ts'
import type { RenderPool } from '../render/pool.ts'
import { describeFailure } from '../render/render.ts'
import { addressOf } from '../site/address.ts'
import type { Site } from '../site/contract.ts'
import type { PageSpec } from '../site/page-spec.ts'
import { type ContextFor, errorSpec, resolvePage } from '../site/resolve.ts'
import type { BuildOptions } from './build.ts'
import { withFigures } from './with-figures.ts'
import type { PlannedPage } from './plan.ts'

/** A page that could not be built; `place` is the site's file and line, when they are known. */
export interface PageFailure {
  address: string
  message: string
  place: string | undefined
}

export interface RenderedAll {
  pages: ManifestPage[]
  failures: PageFailure[]
  times: { address: string; ms: number }[]
}

export interface RenderParts {
  site: Site
  contextFor: ContextFor
  pool: RenderPool
  writer: BuildWriter
  options: BuildOptions
  /** The figures of the build. */
  board: Board
}

/**
 * Renders and writes the planned pages and the error pages, in the order of the plan. Only a few are under way at a time:
 * the main thread loads and writes while the workers render, and memory does not grow with the number of pages.
 */
export async function renderAll(planned: readonly PlannedPage[], parts: RenderParts): Promise<RenderedAll> {
  const { site, contextFor, pool, writer, options, board } = parts
  const tasks = [...planned.map((page) => plannedTask(page, contextFor, board)), ...errorTasks(site)]
  const pages: (ManifestPage | undefined)[] = tasks.map(() => undefined)
  const failures: (PageFailure | undefined)[] = tasks.map(() => undefined)
  const times: RenderedAll['times'] = []
  let done = 0
  options.onEvent?.({ type: 'planned', pages: tasks.length })

  await inLanes(tasks, options.threads * 2, async ({ address, load }, index) => {
    try {
      const spec = await load()
      const { page, failure, ms } = await pool.render({ spec, brotliQuality: options.brotliQuality })
      if (failure)
        failures[index] = { address, message: failure.message, place: inSite(failure.location, options.site) }
      else pages[index] = await writer.writePage(toFinished(address, withFigures(page, board, options.brotliQuality)))
      times.push({ address, ms })
    } catch (error) {
      const { message, location } = describeFailure(error, join(writer.folder, 'server/'))
      failures[index] = { address, message, place: inSite(location, options.site) }
    }
    if (failures[index]) options.onEvent?.({ type: 'failed', failure: failures[index] })
    options.onEvent?.({ type: 'page', address, done: ++done, pages: tasks.length })
  })

  const isThere = <Item>(item: Item | undefined): item is Item => item !== undefined
  return { pages: pages.filter(isThere), failures: failures.filter(isThere), times }
}

/** Loading or rendering one page may take this long. */
export const pageTimeoutMs = 60_000

interface Task {
  address: string
  load(): Promise<PageSpec>
}

function plannedTask({ address, match, locale }: PlannedPage, contextFor: ContextFor, board: Board): Task {
  return {
    address,
    async load() {
      const resolved = await resolvePage(match, locale, contextFor, board.capture, pageTimeoutMs)
      if (resolved.kind === 'page') return resolved.spec
      const where = resolved.kind === 'redirect' ? `leads to ${resolved.to}` : 'finds no page'
      throw new Error(
        `route ${match.route.id} is to be built with ${JSON.stringify(match.params)}, but its loader ${where}`,
      )
    },
  }
}

function errorTasks({ locales }: Site): Task[] {
  return locales.flatMap((locale) =>
    ([404, 500] as const).map((status) => ({
      address: addressOf(`/${status}`, locale, locales),
      load: async () => errorSpec(status, locale),
    })),
  )
}

function toFinished(address: string, { path: _, live, prints, tags, ...page }: Page) {
  const optional = { ...(live && { live }), ...(prints.length > 0 && { prints: [...prints] }) }
  return { address, ...page, ...optional, tags: [...tags] }
}

function inSite(location: string | undefined, site: string): string | undefined {
  return location && join(site, location)
}

/** Works on all items, at most `lanes` at a time, starting them in order. */
async function inLanes<Item>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const waiting = items.entries()
  const lane = async () => {
    for (const [index, item] of waiting) await work(item, index)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
