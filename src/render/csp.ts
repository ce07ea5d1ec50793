import { hash } from 'node:crypto'

/** What stands in a page because the engine put it there: its text is known. */
export interface OwnParts {
  scripts: readonly string[]
  styles: readonly string[]
}

/**
 * The Content-Security-Policy of one page: everything from the site itself, of inline styles exactly those that stand in it,
 * and of inline scripts our own, by hash (CSP3, section 2.3.1). A script is never allowed because it is found in a page: it may
 * have been put there. For the same reason no text may become code later on (Trusted Types).
 */
export function contentSecurityPolicy(
  html: string,
  { scripts, styles }: OwnParts = { scripts: [], styles: [] },
): string {
  return [
    "default-src 'none'",
    `script-src ${["'self'", ...scripts.map(hashSource)].join(' ')}`,
    `style-src ${["'self'", ...new Set([...styles, ...inlineStyles(html)].map(hashSource))].join(' ')}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    trustedTypes,
  ].join('; ')
}

/** One policy is allowed, by its name: a site's script needs it to give the address of its service worker. */
export const trustedTypes = "require-trusted-types-for 'script'; trusted-types service-worker"

/** Of what is no page: whoever opens it sees it, and nothing in it is run, loaded or followed by itself. */
export const documentPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * Every tag with its attributes, so that what stands in an attribute or a comment is not taken for an element; of scripts
 * and styles the text too.
 */
const attributes = `(?:"[^"]*"|'[^']*'|[^'">])*`
const tags = new RegExp(`<!--[^]*?-->|<(script|style)\\b(${attributes})>([^]*?)</\\1>|</?[a-z]${attributes}>`, 'gi')

function inlineStyles(html: string): string[] {
  const found: string[] = []
  // Most pages have none, and looking at every tag takes half as long as rendering.
  if (!/<style\b/i.test(html)) return found
  for (const [, name, , text] of html.matchAll(tags)) if (name?.toLowerCase() === 'style') found.push(text!)
  return found
}

function hashSource(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`
}
