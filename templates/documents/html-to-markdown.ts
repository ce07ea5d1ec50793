import { isBlock, rowsOf } from './html-blocks.ts'
import { type HtmlElement, type HtmlNode, htmlTree } from './html-tree.ts'
import { inlineMarkdown } from './inline-markdown.ts'

/** A report's HTML as Markdown (GitHub flavour): of the elements that reports may hold, and of no others. */
export function htmlToMarkdown(html: string): string {
  return blocksOf(htmlTree(html)).join('\n\n')
}

/** What is not in a block of its own is a paragraph, from one block to the next. */
function blocksOf(nodes: readonly HtmlNode[]): string[] {
  const blocks: string[] = []
  let line: HtmlNode[] = []
  const flush = () => {
    const text = paragraph(line)
    if (text) blocks.push(text)
    line = []
  }
  for (const node of nodes) {
    if (!isBlock(node)) {
      line.push(node)
      continue
    }
    flush()
    blocks.push(...blockOf(node))
  }
  flush()
  return blocks
}

function blockOf(element: HtmlElement): string[] {
  const { tag, children } = element
  switch (tag) {
    case 'hr':
      return ['---']
    case 'pre':
      return [fenced(textOf(children))]
    case 'blockquote':
      return [prefixed(blocksOf(children).join('\n\n'), '> ', '> ').replace(/^> $/gm, '>')]
    case 'ul':
    case 'ol':
      return listOf(element)
    case 'table':
      return tableOf(element)
    case 'dt':
    case 'summary':
      return strong(children)
  }
  if (/^h[1-6]$/.test(tag)) {
    const text = oneLine(children).replace(/(?<!\S)#+$/, '\\$&')
    return text ? [`${'#'.repeat(Number(tag[1]))} ${text}`] : []
  }
  return blocksOf(children)
}

function listOf({ tag, attributes, children }: HtmlElement): string[] {
  const first = Number.parseInt(attributes.start ?? '1', 10) || 0
  const items = children.filter((node) => typeof node !== 'string' && node.tag === 'li') as HtmlElement[]
  const texts = items.map((item, index) => {
    const marker = tag === 'ol' ? `${first + index}. ` : '- '
    const blocks = blocksOf(item.children)
    const isTight = item.children.every((node) => !isBlock(node) || /^[uo]l$/.test(node.tag))
    return prefixed(blocks.join(isTight ? '\n' : '\n\n'), marker, ' '.repeat(marker.length)).replace(/^ +$/gm, '')
  })
  return texts.length === 0 ? [] : [texts.join('\n')]
}

function tableOf(table: HtmlElement): string[] {
  const { caption, head, body } = rowsOf(table)
  const width = Math.max(0, ...[head, ...body].map((cells) => cellTexts(cells).length))
  if (width === 0) return strong(caption)
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, column) => cells[column] ?? '').join(' | ')} |`
  const alignments = (body[0] ?? head).map((cell) => alignmentOf(cell))
  const rule = line(Array.from({ length: width }, (_, column) => alignments[column] ?? '---'))
  return [...strong(caption), [line(cellTexts(head)), rule, ...body.map((cells) => line(cellTexts(cells)))].join('\n')]
}

/** A cell that spans columns is followed by empty ones. */
function cellTexts(cells: readonly HtmlElement[]): string[] {
  return cells.flatMap(({ children, attributes }) => {
    const span = Math.min(Number.parseInt(attributes.colspan ?? '1', 10) || 1, 100)
    return [oneLine(children).replaceAll('|', '\\|'), ...Array.from({ length: span - 1 }, () => '')]
  })
}

function alignmentOf({ attributes }: HtmlElement): string {
  const side = /\balign-(left|center|right)\b/.exec(attributes.class ?? '')?.[1]
  return side === 'right' ? '---:' : side === 'center' ? ':---:' : '---'
}

function strong(nodes: readonly HtmlNode[]): string[] {
  const text = oneLine([{ tag: 'strong', attributes: {}, children: [...nodes] }])
  return text ? [text] : []
}

function oneLine(nodes: readonly HtmlNode[]): string {
  return inlineMarkdown(nodes)
    .replace(/\s*\\?\n\s*/g, ' ')
    .trim()
}

/** At the beginning of a line some characters mean what they do not mean within it. */
function paragraph(nodes: readonly HtmlNode[]): string {
  return inlineMarkdown(nodes)
    .replace(/^(\s*\\\n)+|(\\\n\s*)+$/g, '') // a break is between two lines
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/^(?=[-+](?:[-+\s]|$)|#{1,6}(?:\s|$)|>|=+$)/gm, '\\')
    .replace(/^(\d{1,9})(?=[.)](?:\s|$))/gm, '$1\\')
    .trim()
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)))
  return `${fence}\n${text.replace(/\n$/, '')}\n${fence}`
}

function textOf(nodes: readonly HtmlNode[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : textOf(node.children))).join('')
}

function prefixed(text: string, first: string, others: string): string {
  return first + text.replaceAll('\n', `\n${others}`)
}
