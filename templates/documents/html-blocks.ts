import type { HtmlElement, HtmlNode } from './html-tree.ts'

/** Elements that stand on lines of their own; all others are part of a line. */
const blockTags = new Set(
  (
    'article aside blockquote dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre ' +
    'section summary table ul'
  ).split(' '),
)

export function isBlock(node: HtmlNode): node is HtmlElement {
  return typeof node !== 'string' && blockTags.has(node.tag)
}

export interface Rows {
  caption: HtmlNode[]
  /** Empty where the table has no row of headings. */
  head: HtmlElement[]
  body: HtmlElement[][]
}

export function rowsOf(table: HtmlElement): Rows {
  const caption = table.children.flatMap((node) => (isElement(node, 'caption') ? node.children : []))
  const rows = rowsIn(table).map((row) => row.children.filter(isCell))
  const [first = []] = rows
  const hasHead = first.length > 0 && first.every(({ tag }) => tag === 'th')
  return { caption, head: hasHead ? first : [], body: hasHead ? rows.slice(1) : rows }
}

function rowsIn(element: HtmlElement): HtmlElement[] {
  return element.children.flatMap((node) => {
    if (typeof node === 'string') return []
    if (node.tag === 'tr') return [node]
    return /^t(head|body|foot)$/.test(node.tag) ? rowsIn(node) : []
  })
}

function isCell(node: HtmlNode): node is HtmlElement {
  return isElement(node, 'td') || isElement(node, 'th')
}

function isElement(node: HtmlNode, tag: string): node is HtmlElement {
  return typeof node !== 'string' && node.tag === tag
}
