/**
 * What precompiled JSX (prerender/precompile-jsx.ts) calls while a page renders. Preact's own jsxAttr and jsxEscape are for
 * other bytes than preact-render-to-string writes (`class=""`, px, aria-* and objects) and escape arrays twice, in place.
 */
import { isValidElement } from 'preact'
import { jsxEscape } from 'preact/jsx-runtime'

export { jsxTemplate as template } from 'preact/jsx-runtime'

/** What a template shows of a child: text is escaped here, elements and arrays are left to the renderer. */
export function child(value: unknown): unknown {
  if (typeof value === 'string') return jsxEscape(value)
  if (typeof value === 'object') return Array.isArray(value) || isValidElement(value) ? value : null
  return typeof value === 'boolean' || typeof value === 'function' ? null : value
}

/** The same where a tag has this child alone: only there may it be a signal. */
export function onlyChild(value: unknown): unknown {
  return child(unwrap(value))
}

/** ` name="value"`, ` name` or nothing; `name` comes with the space before it. */
export function attribute(name: string, given: unknown): string {
  const value = unwrap(given)
  if (value == null || value === false || (typeof value === 'function' && name !== ' class')) return ''
  if (value === true || value === '') return name
  // Not a template literal: that would prefer toString where the renderer prefers valueOf.
  return `${name}="${jsxEscape((value as string) + '')}"`
}

/** For names whose booleans are written out, such as `aria-hidden="false"`. */
export function worded(name: string, given: unknown): string {
  const value = unwrap(given)
  return attribute(name, value == null || typeof value === 'function' ? undefined : (value as string) + '')
}

function unwrap(value: unknown): unknown {
  const signal = value as { peek?: unknown; value?: unknown } | null
  return typeof signal === 'object' && typeof signal?.peek === 'function' && 'value' in signal ? signal.value : value
}
