import { createHash } from 'node:crypto'

/**
 * The Content-Security-Policy of one page: everything from the site itself, and of inline styles and scripts exactly those
 * that stand in it, by hash (CSP3, section 2.3.1).
 */
export function contentSecurityPolicy(html: string): string {
  return [
    "default-src 'none'",
    `script-src ${["'self'", ...hashes(html, scriptElement)].join(' ')}`,
    `style-src ${["'self'", ...hashes(html, styleElement)].join(' ')}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const styleElement = /<style\b[^>]*>([^]*?)<\/style>/g
const scriptElement = /<script\b(?![^>]*\bsrc=)[^>]*>([^]*?)<\/script>/g

function hashes(html: string, element: RegExp): string[] {
  const found = new Set<string>()
  for (const [, text] of html.matchAll(element))
    found.add(`'sha256-${createHash('sha256').update(text!).digest('base64')}'`)
  return [...found]
}
