import { createHash } from 'node:crypto'

/**
 * The Content-Security-Policy of one page: everything from the site itself, and of inline styles and scripts exactly those
 * that stand in it, by hash (CSP3, section 2.3.1).
 */
export function contentSecurityPolicy(html: string): string {
  const { script, style } = inlineHashes(html)
  return [
    "default-src 'none'",
    `script-src ${["'self'", ...script].join(' ')}`,
    `style-src ${["'self'", ...style].join(' ')}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * Every tag with its attributes, so that what stands in an attribute or a comment is not taken for an element; of scripts
 * and styles the text too.
 */
const attributes = `(?:"[^"]*"|'[^']*'|[^'">])*`
const tags = new RegExp(`<!--[^]*?-->|<(script|style)\\b(${attributes})>([^]*?)</\\1>|</?[a-z]${attributes}>`, 'gi')

function inlineHashes(html: string): Record<'script' | 'style', Set<string>> {
  const found = { script: new Set<string>(), style: new Set<string>() }
  for (const [, name, attributes = '', text] of html.matchAll(tags)) {
    if (!name || text === undefined || /\ssrc\s*=/i.test(attributes)) continue
    const kind = name.toLowerCase() === 'script' ? 'script' : 'style'
    found[kind].add(`'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  }
  return found
}
