import { isBlock } from './html-blocks.ts'
import type { HtmlElement, HtmlNode } from './html-tree.ts'

/** What stands in a line: emphasis, links, code, breaks. A block in a line, as in a cell of a table, is told apart by spaces. */
export function inlineMarkdown(nodes: readonly HtmlNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return escaped(node.replace(spaces, ' '))
      return isBlock(node) ? ` ${inlineMarkdown(node.children)} ` : inlineOf(node)
    })
    .join('')
    .replace(/ {2,}/g, ' ')
}

/** A space that does not break stays what it is. */
const spaces = /[ \t\n\r\f]+/g

function inlineOf(element: HtmlElement): string {
  const { tag, attributes, children } = element
  switch (tag) {
    case 'br':
      return '\\\n'
    case 'img':
      return attributes.src ? `![${escaped(attributes.alt ?? '')}](${target(attributes.src)})` : ''
    case 'strong':
    case 'b':
      return marked(children, '**')
    case 'em':
    case 'i':
      return marked(children, '*')
    case 'del':
    case 's':
      return marked(children, '~~')
    case 'code':
    case 'kbd':
    case 'samp':
      return code(children)
    case 'a':
      return attributes.href ? link(children, attributes.href) : inlineMarkdown(children)
    case 'q':
      return `“${inlineMarkdown(children)}”`
    case 'caption':
      return ''
  }
  return inlineMarkdown(children)
}

/** Marks have to touch the text, or they are no marks: spaces go outside. */
function marked(children: readonly HtmlNode[], mark: string): string {
  const [, before, text, after] = /^(\s*)([^]*?)(\s*)$/.exec(inlineMarkdown(children))!
  return text ? `${before}${mark}${text}${mark}${after}` : before!
}

function link(children: readonly HtmlNode[], href: string): string {
  const text = inlineMarkdown(children).trim()
  return text ? `[${text}](${target(href)})` : ''
}

function target(href: string): string {
  return /[\s()<>]/.test(href) ? `<${href.replace(/[<>\n]/g, encodeURIComponent)}>` : href
}

function code(children: readonly HtmlNode[]): string {
  const text = plain(children).replace(spaces, ' ')
  const ticks = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1)
  const pad = /^`|`$/.test(text) ? ' ' : ''
  return text.trim() ? `${ticks}${pad}${text}${pad}${ticks}` : text
}

function plain(nodes: readonly HtmlNode[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : plain(node.children))).join('')
}

/** An underscore within a word marks nothing. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*[\]<~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/&(?=#?[a-z0-9]+;)/gi, '\\&')
}
