import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { BenchResult } from '../bench-result.ts'
import type { Comparison } from '../figures/compare-runs.ts'
import { HtmlPage } from './html-page.tsx'

/** One page that needs nothing else: no script, no font, no address but its own. */
export function htmlReport(result: BenchResult, comparison?: Comparison): string {
  return `<!doctype html>\n${renderToString(h(HtmlPage, { result, comparison }))}\n`
}
