import type { ESTree } from 'vite'
import type { Edit } from './apply-edits.ts'
import { isMap, type JsxCall, jsxCallsOf, plainProperty } from './jsx-calls.ts'
import { childrenTemplate, type JsxTemplate, jsxTemplate, namingIn, runtimeName } from './jsx-template.ts'
import type { Naming } from './printed-attribute.ts'

/** Undefined where more than the renderer may see an element. */
type Place = Naming | undefined

/**
 * Makes templates of the elements that only the renderer can see: those a component returns, with what is inside them.
 * One that is given to a component, kept in a variable or passed to a function may be looked into or cloned, so it stays,
 * with all it holds.
 */
export function jsxEdits(program: ESTree.Program): Edit[] {
  const read = jsxCallsOf(program)
  const edits: Edit[] = []

  /** `returned` is the place of what the function around returns. */
  function visit(node: ESTree.Node, place: Place, returned: Place): void {
    const shown = (child: ESTree.Node) => visit(child, place, returned)
    const seen = (child: ESTree.Node) => visit(child, undefined, returned)
    const element = read(node)
    if (element) return visitElement(element, place)
    switch (node.type) {
      case 'ReturnStatement':
        return node.argument ? visit(node.argument, returned, undefined) : undefined
      case 'ArrayExpression':
      case 'ChainExpression':
      case 'LogicalExpression':
      case 'ParenthesizedExpression':
        return childrenOf(node).forEach(shown)
      case 'ConditionalExpression':
        seen(node.test)
        return [node.consequent, node.alternate].forEach(shown)
      case 'CallExpression':
        seen(node.callee)
        return node.arguments.forEach((argument) => {
          if (isFunction(argument) && isMap(node.callee)) visitFunction(argument, place)
          else seen(argument)
        })
      case 'VariableDeclarator':
        if (!node.init || !isFunction(node.init)) return childrenOf(node).forEach(seen)
        return visitFunction(node.init, returnedBy(node.id.type === 'Identifier' ? node.id.name : ''))
      case 'ExportDefaultDeclaration':
        if (!isFunction(node.declaration)) return seen(node.declaration)
        return visitFunction(node.declaration, returnedBy(node.declaration.id?.name ?? 'Page'))
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return visitFunction(node, returnedBy(node.type === 'FunctionDeclaration' ? node.id?.name : ''))
      default:
        return childrenOf(node).forEach(seen)
    }
  }

  function visitFunction({ params, body }: AnyFunction, returned: Place): void {
    params.forEach((param) => visit(param, undefined, undefined))
    if (body) visit(body, body.type === 'BlockStatement' ? undefined : returned, returned)
  }

  function visitElement(element: JsxCall, place: Place): void {
    const template = place && jsxTemplate(element, place, read)
    if (template) useTemplate(element.call, template)
    else visitParts(element, place)
  }

  function useTemplate({ start, end }: ESTree.Span, { strings, slots }: JsxTemplate): void {
    let text = `${runtimeName}.template(${JSON.stringify(strings)}`
    for (const { before, node, after, naming } of slots) {
      edits.push({ start, end: node.start, text: `${text}, ${before}` })
      visit(node, naming, undefined)
      start = node.end
      text = after
    }
    edits.push({ start, end, text: `${text})` })
  }

  /** Of an element that stays. */
  function visitParts({ tag, props, key }: JsxCall, place: Place): void {
    const inner = tag === undefined || !place ? undefined : namingIn(tag, place)
    for (const property of props.type === 'ObjectExpression' ? props.properties : [props]) {
      const plain = plainProperty(property)
      const children = plain?.name === 'children' ? plain.value : undefined
      const template = children && inner && childrenTemplate(children, inner, read)
      if (template) useTemplate(children, template)
      else if (children) visit(children, inner, undefined)
      else visit(property, undefined, undefined)
    }
    if (key) visit(key, undefined, undefined)
  }

  visit(program, undefined, undefined)
  return edits
}

type AnyFunction = ESTree.Function | ESTree.ArrowFunctionExpression

function isFunction(node: ESTree.Node): node is AnyFunction {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type)
}

/** A component, which begins with a capital letter, returns to the renderer. */
function returnedBy(name = ''): Place {
  return /^\p{Lu}/u.test(name) ? 'either' : undefined
}

function childrenOf(node: ESTree.Node): ESTree.Node[] {
  const children: ESTree.Node[] = []
  const add = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(add)
    else if (typeof value === 'object' && value !== null && 'type' in value) children.push(value as ESTree.Node)
  }
  Object.values(node).forEach(add)
  return children
}
