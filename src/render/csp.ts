import { createHash } from 'node:crypto'

/**
 * The Content-Security-Policy of one page: everything from the site itself, and of inline styles exactly those that stand
 * in it, by hash (CSP3, section 2.3.1). Inline scripts are not allowed at all: what is found in a page may have been put there.
 */
export function contentSecurityPolicy(html: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${["'self'", ...inlineStyles(html)].join(' ')}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Of what is no page: whoever opens it sees it, and nothing in it is run, loaded or followed by itself. */
export const documentPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * Every tag with its attributes, so that what stands in an attribute or a comment is not taken for an element; of scripts
 * and styles the text too.
 */
const attributes = `(?:"[^"]*"|'[^']*'|[^'">])*`
const tags = new RegExp(`<!--[^]*?-->|<(script|style)\\b(${attributes})>([^]*?)</\\1>|</?[a-z]${attributes}>`, 'gi')

function inlineStyles(html: string): Set<string> {
  const found = new Set<string>()
  // Most pages have none, and looking at every tag takes half as long as rendering.
  if (!/<style\b/i.test(html)) return found
  for (const [, name, , text] of html.matchAll(tags)) {
    if (name?.toLowerCase() === 'style') found.add(`'sha256-${createHash('sha256').update(text!).digest('base64')}'`)
  }
  return found
}
