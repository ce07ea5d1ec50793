import { Fragment, h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { ESTree } from 'vite'
import { isMap, type JsxCall, plainProperty } from './jsx-calls.ts'
import { type Literal, type Naming, type PrintedAttribute, printedAttribute } from './printed-attribute.ts'

/** An expression between two of the strings; `before` and `after` make what the template takes of it. */
export interface Slot {
  before: string
  node: ESTree.Node
  after: string
  /** For elements in the expression; undefined where they would not be shown. */
  naming: Naming | undefined
}

/** `strings` is one longer than `slots`, which stand in the order of the source. */
export interface JsxTemplate {
  strings: string[]
  slots: Slot[]
}

/** Under which a module knows site/precompiled.ts. */
export const runtimeName = '_precompiled'

type Part = string | Slot
type ReadJsx = (node: ESTree.Node) => JsxCall | undefined

/** Undefined when there is nothing static in the element, or when a template might not give the same bytes. */
export function jsxTemplate(element: JsxCall, naming: Naming, read: ReadJsx): JsxTemplate | undefined {
  return templateOf(partsOf(element, naming, read))
}

/** The same for the children of an element that has to stay. */
export function childrenTemplate(children: ESTree.Expression, naming: Naming, read: ReadJsx): JsxTemplate | undefined {
  return children.type === 'ArrayExpression' ? templateOf(childParts(children, naming, read)) : undefined
}

function templateOf(parts: Part[] | undefined): JsxTemplate | undefined {
  if (!parts?.some((part) => typeof part === 'string' && part !== '')) return undefined
  const template: JsxTemplate = { strings: [''], slots: [] }
  for (const part of parts) {
    if (typeof part === 'string') template.strings.push(template.strings.pop() + part)
    else {
      template.slots.push(part)
      template.strings.push('')
    }
  }
  return template
}

/** Naming for what is inside an element. */
export function namingIn(tag: string, naming: Naming): Naming {
  if (tag === 'svg') return 'svg'
  return tag === 'foreignObject' ? 'html' : naming
}

function partsOf(element: JsxCall, naming: Naming, read: ReadJsx): Part[] | undefined {
  const { tag, props, key } = element
  if (tag === undefined || props.type !== 'ObjectExpression') return undefined
  const parts = tag === '' ? fragmentParts(props, naming, read) : tagParts(tag, props, naming, read)
  if (!parts || !key || literalOf(key) || key.type === 'Identifier') return parts
  return [...parts, { before: '(', node: key, after: ', null)', naming: undefined }] // shows nothing, but may do something
}

function fragmentParts(props: ESTree.ObjectExpression, naming: Naming, read: ReadJsx): Part[] | undefined {
  const [only, ...more] = props.properties.map(plainProperty)
  return only?.name === 'children' && more.length === 0 ? childParts(only.value, naming, read) : undefined
}

/** These have a part of their children or of their parent among their attributes. */
const formTags = new Set(['select', 'option', 'textarea'])

function tagParts(tag: string, props: ESTree.ObjectExpression, naming: Naming, read: ReadJsx): Part[] | undefined {
  if (!/^[a-z][a-zA-Z0-9]*$/.test(tag) || formTags.has(tag)) return undefined
  const properties = props.properties.map(plainProperty)
  const children = properties.at(-1)?.name === 'children' ? properties.pop() : undefined
  const attributes: Part[] = []
  const names = new Set<string>()
  for (const property of properties) {
    const printed = property && printedAttribute(property.name, naming)
    if (!printed || names.has(printed.name)) return undefined
    const part = attributePart(printed, property.value)
    if (part === undefined) return undefined
    names.add(printed.name)
    attributes.push(part)
  }
  const closing = renderToString(h(tag, null)).slice(`<${tag}`.length)
  if (!children) return [`<${tag}`, ...attributes, closing]
  const inside = childParts(children.value, namingIn(tag, naming), read, 'onlyChild')
  // A template hands on the naming it stands in, not the one of a tag it holds.
  const loses = namingIn(tag, naming) !== naming && inside.some((part) => typeof part !== 'string' && part.naming)
  return closing === '/>' || loses ? undefined : [`<${tag}`, ...attributes, '>', ...inside, `</${tag}>`]
}

function attributePart({ name, isWorded, print }: PrintedAttribute, value: ESTree.Expression): Part | undefined {
  const literal = literalOf(value)
  if (literal) return print(literal.value)
  // Style objects are left to the renderer, which knows what takes px.
  if (name === 'style' && value.type !== 'TemplateLiteral') return undefined
  const maker = isWorded ? 'worded' : 'attribute'
  const before = `${runtimeName}.${maker}(${JSON.stringify(` ${name}`)}, `
  return { before, node: value, after: ')', naming: undefined }
}

function childParts(node: ESTree.Expression, naming: Naming, read: ReadJsx, maker = 'child'): Part[] {
  const literal = literalOf(node)
  if (literal) return [renderToString(h(Fragment, null, literal.value))]
  if (node.type === 'ArrayExpression' && node.elements.every(isExpression)) {
    return node.elements.flatMap((element) => childParts(element, naming, read))
  }
  const element = read(node)
  if (!element) return [{ before: `${runtimeName}.${isNewList(node) ? 'list' : maker}(`, node, after: ')', naming }]
  return partsOf(element, naming, read) ?? [{ before: '', node, after: '', naming }]
}

/** Whether an array that an expression gives was made by it, so that nobody else has it. */
function isNewList(node: ESTree.Node): boolean {
  switch (node.type) {
    case 'CallExpression':
      return isMap(node.callee)
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return isNewList(node.expression)
    case 'LogicalExpression':
      return node.operator === '&&' && isNewList(node.right)
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].every((branch) => literalOf(branch) || isNewList(branch))
    default:
      return false
  }
}

function isExpression(element: ESTree.ArrayExpressionElement): element is ESTree.Expression {
  return element !== null && element.type !== 'SpreadElement'
}

function literalOf(node: ESTree.Node): { value: Literal } | undefined {
  if (node.type !== 'Literal') return undefined
  const { value } = node
  return typeof value === 'bigint' || value instanceof RegExp || 'regex' in node ? undefined : { value }
}
