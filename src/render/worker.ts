/** Entry of a render thread: loads one site bundle at start, then renders tasks, a few at a time. */
import { constants, setPriority } from 'node:os'
import { workerData } from 'node:worker_threads'
import type { PageSpec } from '../site/page-spec.ts'
import type { DocumentAssets } from '../site/document-assets.ts'
import type { Lettering } from '../site/lettering.ts'
import { createLettering } from './create-lettering.ts'
import { type Crossing, packRendered, unpackSpec } from './crossing.ts'
import { createDress } from './dress.ts'
import { renderPage, type SiteRenderer } from './render.ts'
import { type Batch, type Outcome, outcomesOf } from './outcomes.ts'
import type { SiteStyles } from './used-styles.ts'

export interface WorkerSetup {
  /** `file:` URL of the bundle. */
  bundle: string
  assets: DocumentAssets
  /** Undefined: pages link to their style sheets. */
  styles?: SiteStyles
}

export interface RenderTask {
  spec: PageSpec
  brotliQuality: number
}

process.setSourceMapsEnabled(true)
// Of this thread alone: pages that are ready go before pages that have to be made.
setPriority(0, constants.priority.PRIORITY_LOW)

const { bundle, assets, styles } = workerData as WorkerSetup
const site = (await import(bundle)) as {
  render(spec: PageSpec, assets: DocumentAssets, lettering: Lettering): string
  errorBoundarySpec: SiteRenderer['errorBoundarySpec']
}
const lettering = createLettering()
const renderer: SiteRenderer = {
  render: (spec) => site.render(spec, assets, lettering),
  errorBoundarySpec: site.errorBoundarySpec,
  dress: createDress(assets, styles),
}
const sourceRoot = new URL('.', bundle).pathname

/** The specs are packed (see crossing.ts). */
export default function work(batch: Batch<RenderTask>): Promise<Outcome<Crossing>[]> {
  return outcomesOf(batch, renderTask)
}

async function renderTask({ spec, brotliQuality }: RenderTask): Promise<Crossing> {
  return packRendered(await renderPage(unpackSpec(spec), renderer, brotliQuality, sourceRoot))
}
