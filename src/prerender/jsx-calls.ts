import type { ESTree } from 'vite'

/** An element as Vite's JSX transform leaves it: `jsx(type, { title: 'a', children: [...] }, key)`. */
export interface JsxCall {
  call: ESTree.CallExpression
  /** The name of a tag, '' for a fragment, undefined for a component. */
  tag: string | undefined
  props: ESTree.Argument
  key: ESTree.Argument | undefined
}

/** Tells the calls that make elements from all others, by what the module imports. */
export function jsxCallsOf(program: ESTree.Program): (node: ESTree.Node) => JsxCall | undefined {
  const makers = namesOf(program, ['preact/jsx-runtime'], ['jsx', 'jsxs'])
  const fragments = namesOf(program, ['preact/jsx-runtime', 'preact'], ['Fragment'])
  return (node) => {
    if (node.type !== 'CallExpression' || !isNamed(node.callee, makers)) return undefined
    const [type, props, key] = node.arguments
    if (!type || !props) return undefined
    const isTag = type.type === 'Literal' && typeof type.value === 'string'
    const tag = isTag ? String(type.value) : isNamed(type, fragments) ? '' : undefined
    return { call: node, tag, props, key }
  }
}

/** A property that is written `name: value`. */
export function plainProperty(
  property: ESTree.ObjectPropertyKind | ESTree.Argument,
): { name: string; value: ESTree.Expression } | undefined {
  if (property.type !== 'Property' || property.computed || property.kind !== 'init') return undefined
  const { key, value } = property
  if (key.type === 'Identifier') return { name: key.name, value }
  return key.type === 'Literal' && typeof key.value === 'string' ? { name: key.value, value } : undefined
}

function namesOf(program: ESTree.Program, sources: string[], wanted: string[]): Set<string> {
  const names = new Set<string>()
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration' || !sources.includes(statement.source.value)) continue
    for (const specifier of statement.specifiers) {
      if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier') continue
      if (wanted.includes(specifier.imported.name)) names.add(specifier.local.name)
    }
  }
  return names
}

function isNamed(node: ESTree.Node, names: ReadonlySet<string>): boolean {
  return node.type === 'Identifier' && names.has(node.name)
}

/** `rows.map(...)` and the like hand on what their function returns. */
export function isMap(callee: ESTree.Node): boolean {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return false
  return ['map', 'flatMap', 'from'].includes(callee.property.name)
}
