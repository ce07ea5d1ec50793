import type { Site } from './contract.ts'
import { speculationRules } from './speculation-rules.ts'

/** What stands in the head of every page beside what is the page's own. Plain data: it crosses threads. */
export interface DocumentAssets {
  /** Addresses of style sheets and scripts. */
  css: readonly string[]
  js: readonly string[]
  /** Of modules that the scripts begin with. */
  preloads: readonly string[]
  /** The script that runs before anything is shown; empty without one. */
  early: string
  /** JSON of what the browser may fetch ahead; empty for nothing. */
  speculation: string
  /** Where the site is (`https://example.com`); empty when not known. */
  siteUrl: string
  /** Whether the build has PDF files. */
  hasPdf?: boolean
}

export function documentAssets(
  site: Pick<Site, 'locales' | 'speculation'>,
  loaded: Pick<DocumentAssets, 'css' | 'js' | 'preloads' | 'early'>,
  siteUrl: string,
): DocumentAssets {
  const { css, js, preloads, early } = loaded
  return { css, js, preloads, early, speculation: speculationRules(site), siteUrl }
}
