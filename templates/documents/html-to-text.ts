import { isBlock } from './html-blocks.ts'
import { type HtmlNode, htmlTree } from './html-tree.ts'

/** A report's HTML as plain text: a line for each block, tabs between the cells of a table. */
export function htmlToText(html: string): string {
  return textOf(htmlTree(html))
    .split('\n')
    .map((line) => line.replace(/[ \r\f]+/g, ' ').replace(/^ | $| (?=\t)|(?<=\t) |\t+ ?$/g, ''))
    .filter((line) => line.trim() !== '')
    .join('\n')
}

function textOf(nodes: readonly HtmlNode[], isTable = false): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return isTable ? '' : node.replace(/\s+/g, ' ')
      const text = textOf(node.children, tables.has(node.tag))
      if (node.tag === 'br' || node.tag === 'tr' || node.tag === 'caption') return `${text}\n`
      if (node.tag === 'td' || node.tag === 'th') return `${text.replace(/\n/g, ' ')}\t`
      return isBlock(node) ? `\n${text}\n` : text
    })
    .join('')
}

/** Spaces between rows and cells are no text. */
const tables = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr'])
