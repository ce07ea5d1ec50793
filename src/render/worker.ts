/** Entry of a render thread: loads one site bundle at start, then renders tasks, a few at a time. */
import { constants, setPriority } from 'node:os'
import { workerData } from 'node:worker_threads'
import type { PageSpec } from '../site/page-spec.ts'
import type { DocumentAssets } from '../site/document-assets.ts'
import type { Lettering } from '../site/lettering.ts'
import { createLettering } from './create-lettering.ts'
import { createDress } from './dress.ts'
import { unpackRows } from './packed-rows.ts'
import type { Rendered } from './page.ts'
import { renderPage, type SiteRenderer } from './render.ts'
import { type Outcome, outcomesOf } from './outcomes.ts'
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

/** The data of the specs is packed (see packed-rows.ts). */
export default function work(tasks: readonly RenderTask[]): Promise<Outcome<Rendered>[]> {
  return outcomesOf(tasks, renderTask)
}

async function renderTask({ spec, brotliQuality }: RenderTask): Promise<Rendered> {
  const unpacked = { ...spec, data: unpackRows(spec.data) }
  const rendered = await renderPage(unpacked, renderer, brotliQuality, sourceRoot)
  const { page } = rendered
  return { ...rendered, page: { ...page, html: exact(page.html), br: page.br && exact(page.br) } }
}

/** Bytes cross with the whole memory they are a part of, which for Buffers may be much more, and would be kept with them. */
function exact(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
}
