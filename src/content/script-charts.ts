import { type Node, parse } from 'acorn'
import { type Chart, chartSchema } from './chart.ts'

/**
 * The charts that the script of an older report asks for, by element id. The script is read, never run: calls such as
 * `createGauge(document.getElementById('fng'), 45, {...})` count when all their arguments are literals or names of literals.
 * `titleOf` names a chart that has no title of its own.
 */
export function chartsInScript(script: string, titleOf: (elementId: string) => string): ScriptChart[] {
  const nodes = parseScript(script)
  const names = new Map<string, Syntax>()
  for (const node of nodes) {
    if (node.type === 'VariableDeclarator' && isSyntax(node.init) && isSyntax(node.id))
      names.set(String(node.id.name), node.init)
  }

  const charts = new Map<string, Chart>()
  for (const node of nodes) {
    if (node.type !== 'CallExpression' || !isSyntax(node.callee)) continue
    const name = String(node.callee.name)
    const toChart = Object.hasOwn(makers, name) ? makers[name] : undefined
    const [target, data, options] = (node.arguments as Syntax[]).map((argument) => follow(argument, names))
    const elementId = target && elementIdOf(target)
    if (!toChart || !elementId || !data) continue
    const draft = toChart(literal(data, names), asObject(options && literal(options, names)))
    const chart = chartSchema.safeParse({ title: titleOf(elementId), ...draft })
    if (chart.success) charts.set(elementId, chart.data)
  }
  return [...charts].map(([elementId, chart]) => ({ elementId, chart }))
}

export interface ScriptChart {
  elementId: string
  chart: Chart
}

type Syntax = Node & Record<string, unknown>
type Literal = string | number | boolean | null | undefined | Literal[] | { [key: string]: Literal }
type Fields = { [key: string]: Literal }

/** From the arguments of the four functions that older reports call to the fields of a chart. */
const makers: Record<string, (data: Literal, options: Fields) => Record<string, unknown>> = {
  createGauge: (value, options) => ({
    type: 'gauge',
    value,
    min: options.min ?? 0,
    max: options.max ?? 100,
    segments: asArray(options.segments).map((segment) => pick(asObject(segment), 'limit', 'label')),
  }),
  createLineChart: (values, options) => ({
    type: 'line',
    labels: asArray(values).map((_, index) => String(index + 1)),
    series: [{ name: textIn(options.title) ?? '1', values }],
    ...affixes(options),
  }),
  createBarChart: (bars, options) => ({
    type: 'bar',
    bars: asArray(bars).map((bar) => pick(asObject(bar), 'label', 'value')),
    ...titled(options.yAxisLabel),
    ...affixes(options),
  }),
  createDoughnutChart: (slices, options) => ({
    type: 'doughnut',
    slices: asArray(slices).map((slice) => pick(asObject(slice), 'label', 'value')),
    ...titled(options.title),
    ...affixes(options),
  }),
}

/** Every node of the script; none when it cannot be parsed. */
function parseScript(script: string): Syntax[] {
  try {
    return [...descend(parse(script, { ecmaVersion: 'latest', sourceType: 'script' }))]
  } catch {
    return []
  }
}

/** Without recursion: a machine may have nested its script deeper than a stack goes. */
function* descend(root: unknown): Generator<Syntax> {
  const waiting = [root]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (Array.isArray(value)) waiting.push(...value.toReversed())
    else if (isSyntax(value)) {
      yield value
      waiting.push(...Object.values(value).toReversed())
    }
  }
}

function follow(node: Syntax, names: Map<string, Syntax>): Syntax {
  return (node.type === 'Identifier' && names.get(String(node.name))) || node
}

/** `document.getElementById('x')` and `document.querySelector('#x')` mean x. */
function elementIdOf(node: Syntax): string | undefined {
  if (node.type !== 'CallExpression' || !isSyntax(node.callee) || !isSyntax(node.callee.property)) return undefined
  const [argument] = node.arguments as Syntax[]
  const text = argument?.type === 'Literal' && typeof argument.value === 'string' ? argument.value : undefined
  if (node.callee.property.name === 'getElementById') return text
  if (node.callee.property.name === 'querySelector') return text?.startsWith('#') ? text.slice(1) : undefined
  return undefined
}

/** More values than any chart holds: names can stand for names that stand for names. */
const maxValues = 10_000
const maxDepth = 8

/** The value of an expression made of literals alone; undefined for anything that would have to be run. */
function literal(root: Syntax, names: Map<string, Syntax>): Literal {
  let left = maxValues
  const evaluate = (child: unknown, depth: number): Literal => {
    if (!isSyntax(child) || depth > maxDepth || left-- <= 0) return undefined
    const node = follow(child, names)
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'bigint' || node.value instanceof RegExp ? undefined : (node.value as Literal)
      case 'UnaryExpression':
        return signed(node.operator, evaluate(node.argument, depth + 1))
      case 'ArrayExpression':
        return (node.elements as unknown[]).slice(0, maxValues).map((element) => evaluate(element, depth + 1))
      case 'ObjectExpression':
        return Object.fromEntries(
          (node.properties as Syntax[]).flatMap((property) => {
            const key =
              isSyntax(property.key) && !property.computed ? (property.key.name ?? property.key.value) : undefined
            return typeof key === 'string' ? [[key, evaluate(property.value, depth + 1)] as const] : []
          }),
        )
      default:
        return undefined
    }
  }
  return evaluate(root, 0)
}

function signed(operator: unknown, value: Literal): Literal {
  if (typeof value !== 'number') return undefined
  return operator === '-' ? -value : operator === '+' ? value : undefined
}

function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function asArray(value: Literal): Literal[] {
  return Array.isArray(value) ? value : []
}

function asObject(value: Literal): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

function pick(fields: Fields, ...names: string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]))
}

function titled(title: Literal): { title?: string } {
  const text = textIn(title)
  return text ? { title: text } : {}
}

function textIn(value: Literal): string | undefined {
  return typeof value === 'string' && value ? value : undefined
}

function affixes({ valuePrefix, valueSuffix }: Fields): { prefix?: string; suffix?: string } {
  return {
    ...(typeof valuePrefix === 'string' && { prefix: valuePrefix }),
    ...(typeof valueSuffix === 'string' && { suffix: valueSuffix }),
  }
}
