import { contentSecurityPolicy, trustedTypes } from '../render/csp.ts'
import type { Dress } from '../render/dress.ts'
import { renderPage } from '../render/render.ts'
import type { Page } from '../render/page.ts'
import { custom } from '../site/freshness.ts'
import type { PageSpec } from '../site/page-spec.ts'
import { errorSpec } from '../site/resolve.ts'
import type { Problem } from './problem.ts'
import { problemPage } from './problem-page.ts'

/** The bytes of a page, made as those that are built, but never kept: brotli is as fast as it can be. */
export async function makePage(spec: PageSpec, text: string, dress: Dress = undressed): Promise<Page> {
  const { page } = await renderPage(spec, { render: () => text, errorBoundarySpec: (same) => same, dress }, 0, '')
  const csp = page.type === undefined ? devPolicy(page.csp) : page.csp
  return { ...page, freshness: custom(0), csp }
}

/** As it is: what stands in place of a page has no script of the site. */
const undressed: Dress = (html) => ({ html, csp: contentSecurityPolicy(html) })

/** Status 500; `scripts` are those of the browser that load it again. */
export function makeProblemPage(problem: Problem, locale: string, scripts: readonly string[]): Promise<Page> {
  return makePage(errorSpec(500, locale), problemPage(problem, scripts))
}

/**
 * The page's own policy, with what Vite's client needs: style elements, and a worker of its own making that waits for
 * the server to come back; it also makes elements of text. Style attributes stay refused, as they will be.
 */
function devPolicy(csp: string): string {
  return `${csp.replace(`; ${trustedTypes}`, '')}; style-src-elem 'self' 'unsafe-inline'; worker-src 'self' blob:`
}
