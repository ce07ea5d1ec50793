import {
  type CssNode,
  type Declaration,
  generate,
  ident,
  type List,
  type ListItem,
  parse,
  type Rule,
  walk,
} from 'css-tree'

/**
 * A style sheet that stays in its shadow root: nothing is loaded, the host is out of reach, nothing leaves its box.
 * What cannot be parsed is dropped. `:root`, `html` and `body` mean the report's own container there.
 */
export function sanitiseCss(css: string): string {
  const sheet = parse(css, { parseCustomProperty: true, onParseError: () => {} })
  walk(sheet, {
    enter(node: CssNode, item: ListItem<CssNode>, list: List<CssNode>) {
      if (node.type === 'Atrule' && !allowedAtrules.has(plainName(node.name))) list?.remove(item)
      else if (node.type === 'Raw') list?.remove(item)
      else if (node.type === 'Rule' && !keepSelectors(node)) list?.remove(item)
      else if (node.type === 'Declaration' && !isHarmless(node)) list?.remove(item)
    },
  })
  return forStyleElement(generate(sheet))
}

/** The declarations of a `style` attribute, under the same rules; empty when none is left. */
export function sanitiseDeclarations(style: string): string {
  const list = parse(style, { context: 'declarationList', onParseError: () => {} })
  if (list.type !== 'DeclarationList') return ''
  list.children.forEach((node, item, all) => {
    if (node.type !== 'Declaration' || !isHarmless(node)) all.remove(item)
  })
  return forStyleElement(generate(list))
}

const allowedAtrules = new Set(['media', 'supports', 'container', 'layer', 'keyframes'])
const hostSelectors = new Set(['host', 'host-context', 'slotted', 'part'])
/** They load something, or act outside the report's box. */
const refusedProperties = /^(binding|behavior|src|view-transition-.*|anchor-.*)$/
const refusedFunctions = new Set(['url', 'src', 'image', 'image-set', 'cross-fade', 'element', 'expression'])
/** Said outright: a variable might hold `fixed`. */
const allowedPositions = new Set(['static', 'relative', 'absolute'])

/** A name as the browser takes it: escapes resolved, lower case, without a vendor's prefix. */
function plainName(name: string): string {
  return ident
    .decode(name)
    .toLowerCase()
    .replace(/^-(webkit|moz|ms|o)-/, '')
}

/** Keeps a rule's harmless selectors; false when none is left. */
function keepSelectors(rule: Rule): boolean {
  if (rule.prelude.type !== 'SelectorList') return false
  const selectors = rule.prelude.children as List<CssNode>
  selectors.forEach((selector, item) => {
    if (!staysInside(selector)) selectors.remove(item)
  })
  return !selectors.isEmpty
}

function staysInside(selector: CssNode): boolean {
  let inside = true
  walk(selector, (node, item, list) => {
    const isPseudo = node.type === 'PseudoClassSelector' || node.type === 'PseudoElementSelector'
    if (isPseudo && hostSelectors.has(plainName(node.name))) inside = false
    const isRoot =
      (isPseudo && node.name === 'root') || (node.type === 'TypeSelector' && /^(html|body)$/i.test(node.name))
    if (isRoot) list?.replace(item, list.createItem({ type: 'IdSelector', name: 'report-container' }))
  })
  return inside
}

function isHarmless({ property, value }: Declaration): boolean {
  const name = plainName(property)
  if (refusedProperties.test(name)) return false
  if (name === 'position' && !allowedPositions.has(generate(value).toLowerCase())) return false
  let harmless = true
  walk(value, (node) => {
    if (node.type === 'Url' || node.type === 'Raw') harmless = false
    if (node.type !== 'Function') return
    const called = plainName(node.name)
    // Text from an attribute is text only where text is expected.
    if (refusedFunctions.has(called) || (called === 'attr' && name !== 'content')) harmless = false
  })
  return harmless
}

/** `</style` in a string would end the element; an escaped slash is the same character to CSS. */
function forStyleElement(css: string): string {
  return css.replaceAll('</', '<\\/')
}
