/** Entry of a thread of `enddel build`: parses reports into packs, then makes pages, one after the other. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { workerData } from 'node:worker_threads'
import { parseCatalogue } from '../content/catalogue.ts'
import { writePack } from '../content/report-packs.ts'
import { createSnapshot, readPartNow } from '../content/snapshot.ts'
import { createBoard } from '../market/board.ts'
import { snapshotOf } from '../market/figures-of.ts'
import { parseMarket } from '../market/sample.ts'
import { bundleFile, contentFiles, packsFolder, pagesFolder } from '../output/layout.ts'
import { hashOf } from '../output/manifest.ts'
import { type Outcome, outcomesOf } from '../render/thread-pool.ts'
import type { TaskResult, BuildTask, BuildThreadSetup } from './build-task.ts'
import { createPageMaker, type PageMaker, type SiteBundle } from './make-page.ts'

process.setSourceMapsEnabled(true)

const { out, draft, site, assets } = workerData as BuildThreadSetup
let pages: Promise<PageMaker> | undefined

export default function work(tasks: readonly BuildTask[]): Promise<Outcome<TaskResult>[]> {
  return outcomesOf(tasks, async (task) => {
    if (task.kind === 'pack') return writePack(packsFolder(out), task.drafts)
    return (await (pages ??= openPages()))(task)
  })
}

/** With the first page: before that the reports are not known. */
async function openPages(): Promise<PageMaker> {
  const content = (file: string) => readFileSync(join(draft, file))
  const marketText = content(contentFiles.market).toString()
  const market = parseMarket(marketText, contentFiles.market)
  const board = createBoard()
  board.apply(snapshotOf(market, hashOf(marketText)))
  return createPageMaker({
    bundle: (await import(pathToFileURL(join(draft, bundleFile)).href)) as SiteBundle,
    assets,
    sources: {
      reports: createSnapshot(content(contentFiles.reports), packsFolder(out), contentFiles.reports, readPartNow),
      catalogue: parseCatalogue(content(contentFiles.products).toString(), contentFiles.products),
    },
    market,
    board,
    pagesFolder: pagesFolder(out),
    site,
    sourceRoot: join(draft, 'server/'),
  })
}
