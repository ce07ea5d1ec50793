import type { DocumentAssets } from '../site/document-assets.ts'
import { contentSecurityPolicy } from './csp.ts'
import { createUsedStyles, type SiteStyles } from './used-styles.ts'

/** What a build knows beside the addresses of what its pages load. Plain data: it crosses threads. */
export interface Shell extends Pick<DocumentAssets, 'early' | 'preloads'> {
  styles: SiteStyles
}

/** A rendered page with its styles, and the policy under which its own scripts run. */
export type Dress = (html: string) => { html: string; csp: string }

/**
 * With `styles`, a page carries those of the site's rules that it needs, in place of the links to its style sheets: nothing
 * keeps it from being painted. One that needs too many keeps the links.
 */
export function createDress({ early, speculation, css }: DocumentAssets, styles: SiteStyles | undefined): Dress {
  const scripts = [early, speculation].filter((text) => text !== '')
  const used = styles && css.length > 0 ? createUsedStyles(styles) : undefined
  return (html) => {
    const text = used?.(html)
    if (text === undefined) return { html, csp: contentSecurityPolicy(html, { scripts, styles: [] }) }
    // Without ours there is mostly none, and nothing has to be looked for.
    const csp = contentSecurityPolicy(html, { scripts, styles: [text] })
    return { html: html.replace(links, () => `<style>${text}</style>`), csp }
  }
}

/** As site/document.tsx writes them, before anything of the site's own. */
const links = /(?:<link rel="stylesheet" href="[^"]*"\/>)+/
