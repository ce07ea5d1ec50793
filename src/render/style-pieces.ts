/** A style sheet taken apart, so that those of its rules can be put together again that one page needs. */
import { type CssNode, type List, parse, type Selector, type SelectorList } from 'css-tree'

/** `name` is what `@keyframes`, `@font-face` and `@property` are good for: where nothing says it they are not needed. */
export type Piece =
  | { kind: 'text'; text: string; name?: string }
  | { kind: 'rule'; selectors: { text: string; needs: Needs }[]; block: string }
  | { kind: 'group'; opening: string; pieces: Piece[] }

/** What must be in a page for a selector to mean something there: all of these tokens, and one of each choice. */
export interface Needs {
  tokens: Token[]
  choices: Needs[][]
}

/** `.class`, `#id`, `[attribute` or `tag`, the last two in lower case. */
export type Token = string

/** The bytes of declarations and selectors stay as they are. */
export function takeApart(css: string): Piece[] {
  const sheet = parse(css, { positions: true, parseValue: false, parseAtrulePrelude: false, onParseError: () => {} })
  return sheet.type === 'StyleSheet' ? piecesOf(css, sheet.children) : []
}

function piecesOf(css: string, nodes: List<CssNode>): Piece[] {
  return nodes.toArray().flatMap((node): Piece[] => {
    if (node.type === 'Rule') return [ruleOf(css, node.prelude, textOf(css, node.block))]
    if (node.type === 'Atrule') return [atruleOf(css, node)]
    return node.type === 'Raw' ? [{ kind: 'text', text: textOf(css, node) }] : []
  })
}

function ruleOf(css: string, prelude: CssNode, block: string): Piece {
  // Nobody knows what a selector needs that cannot be parsed.
  if (prelude.type !== 'SelectorList') return { kind: 'text', text: textOf(css, prelude) + block }
  const selectors = selectorsOf(prelude).map((selector) => ({ text: textOf(css, selector), needs: needsOf(selector) }))
  return { kind: 'rule', selectors, block }
}

function atruleOf(css: string, node: Extract<CssNode, { type: 'Atrule' }>): Piece {
  const text = textOf(css, node)
  const { block, prelude } = node
  const name = node.name.toLowerCase().replace(/^-[a-z]+-/, '')
  const isGroup = block?.children.some(({ type }) => type === 'Rule' || type === 'Atrule') ?? false
  if (block && isGroup && groups.has(name)) {
    const opening = css.slice(node.loc!.start.offset, block.loc!.start.offset + 1)
    return { kind: 'group', opening, pieces: piecesOf(css, block.children) }
  }
  if (name === 'keyframes' || name === 'property')
    return { kind: 'text', text, name: prelude ? textOf(css, prelude) : '' }
  if (name !== 'font-face') return { kind: 'text', text }
  const family = /font-family\s*:\s*["']?([^;"'}]+)/i.exec(text)?.[1]?.trim()
  return { kind: 'text', text, ...(family && { name: family }) }
}

const groups = new Set(['media', 'supports', 'container', 'layer', 'scope', 'starting-style'])

function selectorsOf(list: SelectorList): Selector[] {
  return list.children.toArray().filter((node) => node.type === 'Selector')
}

function needsOf(selector: Selector): Needs {
  const needs: Needs = { tokens: [], choices: [] }
  for (const node of selector.children.toArray()) {
    if (node.type === 'ClassSelector') needs.tokens.push(`.${node.name}`)
    else if (node.type === 'IdSelector') needs.tokens.push(`#${node.name}`)
    else if (node.type === 'AttributeSelector') needs.tokens.push(`[${node.name.name.toLowerCase()}`)
    else if (node.type === 'TypeSelector') addTag(needs, node.name)
    else if (node.type === 'PseudoClassSelector') addChoice(needs, node)
  }
  return needs
}

function addTag(needs: Needs, name: string): void {
  const tag = name.slice(name.indexOf('|') + 1).toLowerCase()
  if (/^[a-z]/.test(tag)) needs.tokens.push(tag)
}

/** `:not(.a)` needs nothing; `:is(.a, .b)` one of them. */
function addChoice({ choices }: Needs, { name, children }: Extract<CssNode, { type: 'PseudoClassSelector' }>): void {
  if (!/^(is|where|has|matches|-webkit-any)$/i.test(name)) return
  const [list] = children?.toArray() ?? []
  if (list?.type === 'SelectorList') choices.push(selectorsOf(list).map(needsOf))
}

function textOf(css: string, { loc }: CssNode): string {
  return css.slice(loc!.start.offset, loc!.end.offset)
}
