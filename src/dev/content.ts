import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { StoredCatalogue } from '../content/products.ts'
import type { Snapshot } from '../content/snapshot.ts'
import type { Running } from '../core/lifecycle.ts'
import { shortHash } from '../core/short-hash.ts'
import type { MarketState } from '../market/state.ts'
import { readContent } from '../prerender/folder-ground.ts'
import type { OnDevEvent } from './dev-event.ts'
import { createReportReader, type ReportsRead } from './report-reader.ts'

export interface DevContent {
  reports: Snapshot
  catalogue: StoredCatalogue
  market: MarketState
}

export interface ContentReader extends Running {
  read(): Promise<DevContent>
}

/**
 * A content folder as it is now, and the same object until something in it is another. What keeps a report from being
 * shown is told once; the others go on. Rejects when products or figures cannot be read.
 */
export function createContentReader(
  folder: string,
  cacheFolder: string,
  threads: number,
  onEvent: OnDevEvent,
): ContentReader {
  const kept = join(cacheFolder, shortHash(resolve(folder)))
  const reader = createReportReader(join(folder, 'reports'), kept, threads)
  let told = new Set<string>()
  let before: { content: DevContent; version: string } | undefined

  function tell(problems: ReportsRead['problems']): void {
    const now = new Map(problems.map((problem) => [JSON.stringify(problem), problem]))
    for (const [key, problem] of now) if (!told.has(key)) onEvent({ type: 'report-left-out', ...problem })
    told = new Set(now.keys())
  }

  async function read(): Promise<DevContent> {
    await mkdir(kept, { recursive: true })
    const { reports, version, problems } = await reader.read()
    tell(problems)
    const { catalogue, market } = await readContent(folder)
    const known = before?.content
    if (known && before?.version === version && isDeepStrictEqual([known.catalogue, known.market], [catalogue, market]))
      return known
    // The API is asked anew for another catalogue alone.
    const same = isDeepStrictEqual(known?.catalogue, catalogue) ? known?.catalogue : undefined
    const content = { reports, catalogue: same ?? catalogue, market }
    before = { content, version }
    return content
  }

  return { read, close: reader.close }
}
