import type { ESTree } from 'vite'

/** Which of the modules a site's entry imports each route speaks of, and which all of them share, as import sources. */
export interface RouteModules {
  routes: Map<string, Set<string>>
  shared: Set<string>
}

/**
 * Reads the entry of a site. Undefined when it cannot be told what belongs to which route: then all of it belongs to all.
 * What a name stands for is followed through the entry's own declarations; a module imported for its effects is shared.
 */
export function routeModules(program: ESTree.Program): RouteModules | undefined {
  const { sources, declarations, rest, effects } = readTopLevel(program)
  const calls = callsOf(program, routeNames(program))
  const routes = new Map<string, Set<string>>()
  const inRoutes = new Set<object>(calls)

  function sourcesIn(
    node: unknown,
    found = new Set<string>(),
    seen = new Set<string>(),
    but?: Set<object>,
  ): Set<string> {
    for (const name of namesIn(node, but)) {
      if (seen.has(name)) continue
      seen.add(name)
      const source = sources.get(name)
      if (source !== undefined) found.add(source)
      const declared = declarations.get(name)
      if (declared) sourcesIn(declared, found, seen, but)
    }
    return found
  }

  for (const call of calls) {
    const id = idOf(call)
    if (id === undefined || routes.has(id)) return undefined
    routes.set(id, sourcesIn(call))
  }
  const shared = sourcesIn(rest, new Set(effects), new Set(), inRoutes)
  return { routes, shared }
}

type Node = Record<string, unknown> & { type: string }

function readTopLevel({ body }: ESTree.Program) {
  const sources = new Map<string, string>()
  const declarations = new Map<string, unknown>()
  const rest: unknown[] = []
  const effects: string[] = []
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration') {
      const source = statement.source.value
      if (statement.specifiers.length === 0) effects.push(source)
      for (const { local } of statement.specifiers) sources.set(local.name, source)
    } else if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') {
      if (statement.id) declarations.set(statement.id.name, statement)
    } else if (statement.type === 'VariableDeclaration') {
      for (const { id, init } of statement.declarations) {
        if (id.type === 'Identifier') declarations.set(id.name, init)
        else rest.push(id, init)
      }
    } else rest.push(statement)
  }
  return { sources, declarations, rest, effects }
}

/** The names under which the entry knows enddel's `route`, `document` and `image`. */
function routeNames({ body }: ESTree.Program): Set<string> {
  const names = new Set<string>()
  for (const statement of body) {
    if (statement.type !== 'ImportDeclaration' || statement.source.value !== 'enddel') continue
    for (const specifier of statement.specifiers) {
      const isRoute =
        specifier.type === 'ImportSpecifier' && 'name' in specifier.imported && makers.has(specifier.imported.name)
      if (isRoute) names.add(specifier.local.name)
    }
  }
  return names
}

const makers = new Set(['route', 'document', 'image'])

function callsOf(program: ESTree.Program, names: ReadonlySet<string>): Node[] {
  const calls: Node[] = []
  walk(program, (node) => {
    const callee = node.callee as Node | undefined
    if (node.type === 'CallExpression' && callee?.type === 'Identifier' && names.has(callee.name as string))
      calls.push(node)
  })
  return calls
}

/** The `id` of `route(pattern, { id: '…' })`, when it is written out there. */
function idOf(call: Node): string | undefined {
  const options = (call.arguments as Node[])[1]
  if (options?.type !== 'ObjectExpression') return undefined
  for (const property of options.properties as Node[]) {
    const { key, value } = property as { key?: Node; value?: Node }
    if (key?.name === 'id' && !property.computed && value?.type === 'Literal' && typeof value.value === 'string')
      return value.value
  }
  return undefined
}

/** More names than are meant, such as those of properties: a route with a module too many is only made too often. */
function namesIn(node: unknown, but?: Set<object>): Set<string> {
  const names = new Set<string>()
  walk(
    node,
    ({ type, name }) => {
      if (type === 'Identifier') names.add(name as string)
    },
    but,
  )
  return names
}

function walk(node: unknown, visit: (node: Node) => void, but?: Set<object>): void {
  if (typeof node !== 'object' || node === null || but?.has(node)) return
  if ('type' in node && typeof node.type === 'string') visit(node as Node)
  for (const child of Object.values(node)) walk(child, visit, but)
}
