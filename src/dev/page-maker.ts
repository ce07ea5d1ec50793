import { renderPage } from '../render/render.ts'
import type { Page } from '../render/page.ts'
import { custom } from '../site/freshness.ts'
import type { PageSpec } from '../site/page-spec.ts'
import { errorSpec } from '../site/resolve.ts'
import type { Problem } from './problem.ts'
import { problemPage } from './problem-page.ts'

/** The bytes of a page, made as those that are built, but never kept: brotli is as fast as it can be. */
export async function makePage(spec: PageSpec, text: string): Promise<Page> {
  const { page } = await renderPage(spec, { render: () => text, errorBoundarySpec: (same) => same }, 0, '')
  const csp = page.type === undefined ? devPolicy(page.csp) : page.csp
  return { ...page, freshness: custom(0), csp }
}

/** Status 500; `scripts` are those of the browser that load it again. */
export function makeProblemPage(problem: Problem, locale: string, scripts: readonly string[]): Promise<Page> {
  return makePage(errorSpec(500, locale), problemPage(problem, scripts))
}

/**
 * The page's own policy, with what Vite's client needs: style elements, and a worker of its own making that waits for
 * the server to come back. Style attributes stay refused, as they will be.
 */
function devPolicy(csp: string): string {
  return `${csp}; style-src-elem 'self' 'unsafe-inline'; worker-src 'self' blob:`
}
