import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** Inside `<svg>` some attributes are written otherwise; a component can stand in either. */
export type Naming = 'html' | 'svg' | 'either'

export type Literal = string | number | boolean | null

/** How preact-render-to-string writes attributes of a name, found out by letting it write some. */
export interface PrintedAttribute {
  name: string
  /** `false` is written as a word instead of leaving the attribute out. */
  isWorded: boolean
  /** The whole attribute, with a space before it, or nothing. */
  print(value: Literal): string
}

/** Undefined for what is no attribute, or not the same everywhere. */
export function printedAttribute(prop: string, naming: Naming): PrintedAttribute | undefined {
  if (naming === 'either' && print(prop, 'x', 'html') !== print(prop, 'x', 'svg')) return undefined
  const printed = (value: Literal) => print(prop, value, naming)
  const name = /^ ([^=]+)="x"$/.exec(printed('x'))?.[1]
  return name === undefined ? undefined : { name, isWorded: printed(false) !== '', print: printed }
}

function print(prop: string, value: Literal, naming: Naming): string {
  const element = h('a', { [prop]: value })
  if (naming === 'svg') return renderToString(h('svg', null, element)).slice('<svg><a'.length, -'></a></svg>'.length)
  return renderToString(element).slice('<a'.length, -'></a>'.length)
}
