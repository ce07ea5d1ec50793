import type { Element, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { sanitize, type Schema } from 'hast-util-sanitize'
import { toHtml } from 'hast-util-to-html'
import { SKIP, visit } from 'unist-util-visit'
import { sanitiseCss, sanitiseDeclarations } from './sanitise-css.ts'
import { chartsInScript, type ScriptChart } from './script-charts.ts'

export interface IsolatedText {
  /** Text of the first `h1`, which is taken out of the markup; undefined when there is none. */
  title: string | undefined
  /** Text of the first paragraph. */
  lead: string | undefined
  html: string
  css: string
  charts: ScriptChart[]
  /** The whole text without markup, for counting words. */
  text: string
}

/**
 * Makes a report of the older form harmless: a spec-conforming parser (parse5) reads the markup as a browser would, an
 * allow-list keeps what is text, `style` attributes become rules of the sheet (a strict CSP forbids them), and the
 * script is only read for its charts. In their places stand `<slot name="ELEMENT-ID">`s.
 */
export function isolateReport(html: string, css: string, script: string): IsolatedText {
  const tree = fromHtml(html, { fragment: true })
  const rules = styleAttributesToRules(tree)
  const clean = sanitize(tree, schema) as Root
  const title = takeTitle(clean)
  const charts = chartsInScript(script, (elementId) => headingBefore(clean, elementId))
  const placed = placeSlots(clean, new Set(charts.map((chart) => chart.elementId)))
  return {
    title,
    lead: firstParagraph(clean),
    html: toHtml(clean),
    css: sanitiseCss(css) + rules,
    charts: charts.filter((chart) => placed.has(chart.elementId)),
    text: textOf(clean, ' '),
  }
}

const cellSpans = ['colSpan', 'rowSpan']

const schema: Schema = {
  tagNames: (
    'a abbr article aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure ' +
    'footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark nav ol p pre q s samp section small span strong sub summary sup ' +
    'table tbody td tfoot th thead time tr u ul var'
  ).split(' '),
  attributes: {
    '*': ['className', 'id', 'title', 'lang', 'dir', 'dataLabel'],
    a: ['href'],
    ol: ['start', 'reversed'],
    td: cellSpans,
    th: [...cellSpans, 'scope'],
    time: ['dateTime'],
    details: ['open'],
  },
  protocols: { href: ['http', 'https', 'mailto'] },
  // What these hold is not text for readers; of other refused elements the text stays.
  strip: [
    'script',
    'style',
    'template',
    'iframe',
    'button',
    'object',
    'embed',
    'noscript',
    'svg',
    'math',
    'textarea',
    'select',
    'title',
  ],
  ancestors: Object.fromEntries(['td', 'th', 'tr', 'tbody', 'thead', 'tfoot'].map((name) => [name, ['table']])),
  clobber: [],
}

/** The page shows the title itself, so the first h1 with a text goes; a page has one h1, so the others become h2. */
function takeTitle(tree: Root): string | undefined {
  let title: string | undefined
  visit(tree, { type: 'element', tagName: 'h1' }, (node, index, parent) => {
    const heading = node as Element
    const text = collapse(textOf(heading))
    if ((title && text) || !parent || index === undefined) {
      heading.tagName = 'h2'
      return
    }
    title ||= text
    parent.children.splice(index, 1)
    return [SKIP, index]
  })
  return title || undefined
}

function styleAttributesToRules(tree: Root): string {
  let rules = ''
  let count = 0
  visit(tree, 'element', (node) => {
    const { style } = node.properties
    delete node.properties.style
    const declarations = typeof style === 'string' ? sanitiseDeclarations(style) : ''
    if (!declarations) return
    const name = `inline-${++count}`
    const classes = node.properties.className
    node.properties.className = [...(Array.isArray(classes) ? classes : []), name]
    rules += `#report-container .${name}{${declarations}}`
  })
  return rules
}

function placeSlots(tree: Root, elementIds: ReadonlySet<string>): Set<string> {
  const placed = new Set<string>()
  visit(tree, 'element', (node) => {
    const { id } = node.properties
    if (typeof id !== 'string' || !elementIds.has(id) || placed.has(id)) return
    placed.add(id)
    node.children = [{ type: 'element', tagName: 'slot', properties: { name: id }, children: [] }]
    return SKIP
  })
  return placed
}

/** What a chart without a title is called: the heading it stands under. */
function headingBefore(tree: Root, elementId: string): string {
  let heading = ''
  let found = false
  visit(tree, 'element', (node) => {
    if (node.properties.id === elementId) found = true
    if (!found && /^h[2-6]$/.test(node.tagName)) heading = collapse(textOf(node))
  })
  return heading || elementId
}

function firstParagraph(tree: Root): string | undefined {
  let text: string | undefined
  visit(tree, { type: 'element', tagName: 'p' }, (node) => {
    text ??= collapse(textOf(node as Element)) || undefined
  })
  return text
}

function textOf(node: Root | Element, separator = ''): string {
  const texts: string[] = []
  visit(node, 'text', (leaf) => {
    texts.push(leaf.value)
  })
  return texts.join(separator)
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
