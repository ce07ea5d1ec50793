import { hash as digest } from 'node:crypto'
import { messageOf } from '../core/errors.ts'
import { pngType } from '../core/png-type.ts'
import { findSlots } from '../live/find-slots.ts'
import type { LiveSlots } from '../live/slot-schema.ts'
import type { Slot } from '../live/slot.ts'
import { brotliSlotted } from '../live/slotted-brotli.ts'
import { verifySlots } from '../live/verify-slots.ts'
import type { PageSpec } from '../site/page-spec.ts'
import { brotli } from './compress.ts'
import { documentPolicy } from './csp.ts'
import { drawPng } from './draw-png.ts'
import type { Dress } from './dress.ts'
import type { Page, Rendered, RenderFailure } from './page.ts'

/** What the built bundle of a site exports; an image is given as SVG. */
export interface SiteRenderer {
  render(spec: PageSpec): string
  errorBoundarySpec(spec: PageSpec): PageSpec
  dress: Dress
}

/** The brotli bytes of a page without live figures, if they were made before, by the hash of its html. */
export type KeptBr = (hash: string) => Uint8Array | undefined

/**
 * From a spec to finished bytes. A page that throws gives its error page instead; should that throw too, the error comes
 * out. `sourceRoot` is where the bundle's sources seem to be, to be cut from locations.
 */
export async function renderPage(
  spec: PageSpec,
  renderer: SiteRenderer,
  brotliQuality: number,
  sourceRoot: string,
  keptBr: KeptBr = () => undefined,
): Promise<Rendered> {
  const since = performance.now()
  const finished = async (what: PageSpec, failure?: RenderFailure): Promise<Rendered> => {
    const page = await finish(what, renderer.render(what), renderer.dress, brotliQuality, keptBr)
    return { page, failure, ms: performance.now() - since }
  }
  try {
    return await finished(spec)
  } catch (error) {
    if (spec.status === 500) throw error
    return finished(renderer.errorBoundarySpec(spec), describeFailure(error, sourceRoot))
  }
}

/** `location` is the first line of the stack that lies in the site. */
export function describeFailure(error: unknown, sourceRoot: string): RenderFailure {
  const stack = error instanceof Error ? error.stack : undefined
  const line = stack
    ?.split('\n')
    .find((frame) => /^\s+at /.test(frame) && frame.includes(sourceRoot) && !frame.includes('node_modules'))
  const location = line?.slice(line.indexOf(sourceRoot) + sourceRoot.length).replace(/\)?$/, '')
  return { message: messageOf(error), location, stack }
}

async function finish(
  spec: PageSpec,
  text: string,
  dress: Dress,
  brotliQuality: number,
  keptBr: KeptBr,
): Promise<Page> {
  const { route, locale, path, status, freshness, tags, prints } = spec
  const bytes =
    spec.type === undefined
      ? finishHtml(dress(text), brotliQuality, keptBr)
      : spec.type === pngType
        ? await finishImage(text)
        : finishDocument(text, spec.type, brotliQuality, keptBr)
  return { route, locale, path, status, ...bytes, freshness, tags, prints }
}

function finishHtml({ html: text, csp }: ReturnType<Dress>, brotliQuality: number, keptBr: KeptBr) {
  const { html, slots } = findSlots(text)
  const hash = hashOf(html)
  const { br, live } =
    slots.length === 0 ? whole(html, brotliQuality, keptBr(hash)) : slotted(html, slots, brotliQuality)
  return { html, br, live, hash, csp }
}

/** The text as it is: no figure is looked for in it. */
function finishDocument(text: string, type: string, brotliQuality: number, keptBr: KeptBr) {
  const html = Buffer.from(text)
  const hash = hashOf(html)
  const quality = html.length > largeDocument ? Math.min(brotliQuality, largeQuality) : brotliQuality
  return { type, html, ...whole(html, quality, keptBr(hash)), hash, csp: documentPolicy }
}

async function finishImage(svg: string) {
  const html = await drawPng(svg)
  return { type: pngType, html, br: undefined, live: undefined, hash: hashOf(html), csp: documentPolicy }
}

/** Of a sitemap's part of 1.6 MB quality 5 makes 20 KB in 21 ms, quality 11 makes 15 KB in 1.2 s. */
const largeDocument = 256 * 1024
const largeQuality = 5

function hashOf(html: Uint8Array): string {
  return digest('sha256', html, 'base64url').slice(0, 22)
}

function whole(html: Uint8Array, brotliQuality: number, kept: Uint8Array | undefined) {
  return { br: kept ?? brotli(html, brotliQuality), live: undefined }
}

/** Bytes that would not come back exactly as they are meant to be are not used: such a page is compressed when it is sent. */
function slotted(html: Uint8Array, slots: readonly Slot[], brotliQuality: number) {
  const br = brotliSlotted(html, slots, brotliQuality)
  const isExact = verifySlots(html, slots, br)
  const live: LiveSlots = { slots: [...slots], ...(isExact && { brAt: [...br.at] }) }
  return { br: isExact ? br.bytes : brotli(html, brotliQuality), live }
}
