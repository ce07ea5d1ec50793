/** Entry of a thread of `enddel build`: parses reports into packs, then makes pages, one after the other. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { workerData } from 'node:worker_threads'
import { parseCatalogue } from '../content/catalogue.ts'
import { writePack } from '../content/report-packs.ts'
import { ReportIndex } from '../content/report-index.ts'
import { createSnapshot, readPartNow } from '../content/snapshot.ts'
import { createBoard } from '../market/board.ts'
import { snapshotOf } from '../market/figures-of.ts'
import { parseMarket } from '../market/sample.ts'
import { bundleFile, contentFiles, packsFolder, pagesFolder, shellFile } from '../output/layout.ts'
import { hashOf } from '../output/manifest.ts'
import type { Shell } from '../render/dress.ts'
import { type Batch, type Outcome, outcomesOf } from '../render/outcomes.ts'
import type { BuildTask, BuildThreadSetup, PageReading, TaskResult } from './build-task.ts'
import { createPageMaker, type PageMaker, type SiteBundle } from './make-page.ts'

process.setSourceMapsEnabled(true)

const { out } = workerData as BuildThreadSetup
let opened: { draft: string; pages: Promise<PageMaker> } | undefined

export default function work(batch: Batch<BuildTask>): Promise<Outcome<TaskResult>[]> {
  return outcomesOf(batch, async (task) => {
    if (task.kind === 'pack') return writePack(packsFolder(out), task.drafts)
    return (await makerFor(task.reading))(task.task)
  })
}

function makerFor(reading: PageReading): Promise<PageMaker> {
  if (opened?.draft !== reading.draft) opened = { draft: reading.draft, pages: openPages(reading) }
  return opened.pages
}

async function openPages({ draft, bundle, site, assets, reports }: PageReading): Promise<PageMaker> {
  const content = (file: string) => readFileSync(join(draft, file))
  const marketText = content(contentFiles.market).toString()
  const market = parseMarket(marketText, contentFiles.market)
  const board = createBoard()
  board.apply(snapshotOf(market, hashOf(marketText)))
  return createPageMaker({
    ...(await loadBundle(bundle, draft)),
    assets,
    styles: (JSON.parse(content(shellFile).toString()) as Shell).styles,
    sources: {
      reports: createSnapshot(new ReportIndex(reports), packsFolder(out), readPartNow),
      catalogue: parseCatalogue(content(contentFiles.products).toString(), contentFiles.products),
    },
    market,
    board,
    pagesFolder: pagesFolder(out),
    site,
  })
}

/** By hash: modules are never freed. `sourceRoot` is where the bundle stood when it was loaded. */
const bundles = new Map<string, Promise<{ bundle: SiteBundle; sourceRoot: string }>>()

function loadBundle(hash: string, draft: string) {
  const loading =
    bundles.get(hash) ??
    import(pathToFileURL(join(draft, bundleFile)).href).then((bundle: SiteBundle) => ({
      bundle,
      sourceRoot: join(draft, 'server/'),
    }))
  bundles.set(hash, loading)
  return loading
}
