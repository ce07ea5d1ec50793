/**
 * What precompiled JSX (prerender/precompile-jsx.ts) calls while a page renders. Preact's own jsxAttr and jsxEscape are for
 * other bytes than preact-render-to-string writes (`class=""`, px, aria-* and objects) and escape arrays twice, in place.
 */
import { Fragment, isValidElement, type VNode } from 'preact'
import { jsxEscape, jsxTemplate } from 'preact/jsx-runtime'

/**
 * An element that shows `strings` with `values` between them. One without components inside is put together here and now:
 * it is a text, and goes into the text around it, where the renderer would go through an element for each row of a table.
 */
export function template(strings: string[], ...values: unknown[]): VNode {
  let text = strings[0]!
  for (let at = 0; at < values.length; at++) {
    const value = values[at]
    if (isPrinted(value)) text += printed(value)
    else if (value != null) return jsxTemplate(strings, ...values)
    text += strings[at + 1]
  }
  return jsxTemplate([text])
}

/** What a template shows of a child: text is escaped here, arrays and elements with components are left to the renderer. */
export function child(value: unknown): unknown {
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'object')
    return Array.isArray(value) ? value : isValidElement(value) ? (textOf(value) ?? value) : null
  return typeof value === 'boolean' || typeof value === 'function' ? null : value
}

/** The same where a tag has this child alone: only there may it be a signal. */
export function onlyChild(value: unknown): unknown {
  return child(unwrap(value))
}

/** The same for an array that nobody else has, so that nothing can be added to it before it is rendered. */
export function list(value: unknown): unknown {
  if (!Array.isArray(value)) return child(value)
  let text = ''
  for (const item of value) {
    const shown = child(item)
    if (isPrinted(shown)) text += printed(shown)
    else if (shown != null) return value
  }
  return text
}

/** Of an element that {@link template} has put together. */
function textOf({ type, props }: VNode): string | undefined {
  if (type !== Fragment) return undefined
  const { tpl, exprs } = props as { tpl?: readonly string[]; exprs?: readonly unknown[] }
  return tpl?.length === 1 && exprs?.length === 0 ? tpl[0] : undefined
}

function isPrinted(value: unknown): boolean {
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'bigint'
}

/**
 * The text of a fraction is made by JSON: `+` looks it up in a table of all that were made of late, where it hardly ever is
 * among the many that pages show, and puts it there, so that it outlives its page.
 */
function printed(value: unknown): unknown {
  return typeof value === 'number' && value % 1 !== 0 && Number.isFinite(value) ? JSON.stringify(value) : value
}

/** Most texts are short, and are read in less time than jsxEscape's regular expression takes to start. */
function escaped(text: string): unknown {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22 || code === 0x26 || code === 0x3c) return jsxEscape(text)
  }
  return text
}

/** ` name="value"`, ` name` or nothing; `name` comes with the space before it. */
export function attribute(name: string, given: unknown): string {
  const value = unwrap(given)
  if (value == null || value === false || (typeof value === 'function' && name !== ' class')) return ''
  if (value === true || value === '') return name
  // Not a template literal: that would prefer toString where the renderer prefers valueOf.
  return `${name}="${escaped((value as string) + '')}"`
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
