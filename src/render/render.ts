import { createHash } from 'node:crypto'
import { messageOf } from '../core/errors.ts'
import type { PageSpec } from '../site/page-spec.ts'
import { brotli } from './compress.ts'
import { contentSecurityPolicy } from './csp.ts'
import type { Page, Rendered, RenderFailure } from './page.ts'

/** What the built bundle of a site exports. */
export interface SiteRenderer {
  render(spec: PageSpec): string
  errorBoundarySpec(spec: PageSpec): PageSpec
}

/**
 * From a spec to finished bytes. A page that throws gives its error page instead; should that throw too, the error comes
 * out. `sourceRoot` is where the bundle's sources seem to be, to be cut from locations.
 */
export function renderPage(
  spec: PageSpec,
  renderer: SiteRenderer,
  brotliQuality: number,
  sourceRoot: string,
): Rendered {
  const since = performance.now()
  const finished = (what: PageSpec, failure?: RenderFailure): Rendered => {
    const page = finish(what, renderer.render(what), brotliQuality)
    return { page, failure, ms: performance.now() - since }
  }
  try {
    return finished(spec)
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

function finish({ route, locale, path, status, freshness, tags }: PageSpec, text: string, brotliQuality: number): Page {
  const html = Buffer.from(text)
  const hash = createHash('sha256').update(html).digest('base64url').slice(0, 22)
  return {
    route,
    locale,
    path,
    status,
    html,
    br: brotli(html, brotliQuality),
    hash,
    csp: contentSecurityPolicy(text),
    freshness,
    tags,
  }
}
