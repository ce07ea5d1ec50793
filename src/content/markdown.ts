import { Marked, type Token, type Tokens } from 'marked'
import { withinDepth } from '../core/depth.ts'
import { EnddelError } from '../core/errors.ts'
import { parseJson, parseWith } from '../core/parse.ts'
import { chartSchema } from './chart.ts'
import { plainParagraph, ReportLexer } from './markdown-lexer.ts'
import { isHugeTable } from './markdown-table.ts'
import type { Block, Section } from './report.ts'

/**
 * Markdown (GitHub flavour) as sections, one for each `##` heading; fenced `chart` blocks become charts. The HTML is safe
 * by construction: raw HTML is shown as text, links are http, https, mailto or inside the site.
 * `place` is the file, `firstLine` the line the text starts on, both for errors.
 */
export function parseMarkdown(text: string, place: string, firstLine = 1): Section[] {
  return withinDepth(place, () => parseSections(text, place, firstLine))
}

function parseSections(text: string, place: string, firstLine: number): Section[] {
  const drafts: Draft[] = [{ title: '', tokens: [], line: firstLine }]
  let line = firstLine
  for (const token of new ReportLexer(markdown.defaults).lex(text)) {
    if (isHeading(token) && token.depth === 1) throw secondTitle(place, line)
    if (isHeading(token) && token.depth === 2) drafts.push({ title: plainText(token), tokens: [], line })
    else drafts.at(-1)!.tokens.push({ token, line })
    line += lineBreaks(token.raw)
  }

  const usedIds = new Map<string, number>()
  return drafts
    .map(({ title, tokens }) => ({ id: sectionId(title, usedIds), title, blocks: toBlocks(tokens, place) }))
    .filter((section) => section.title !== '' || section.blocks.length > 0)
}

interface Draft {
  title: string
  tokens: { token: Token; line: number }[]
  line: number
}

const markdown = new Marked({
  gfm: true,
  extensions: [plainParagraph],
  tokenizer: { table: (text) => (isHugeTable(text) ? undefined : false) }, // undefined: it is shown as text
  renderer: {
    html: ({ text }) => escapeHtml(text),
    // A page has one h1, its title; quotes and lists may hold headings too.
    heading({ tokens, depth }) {
      const level = Math.max(2, depth)
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`
    },
    link(token) {
      const label = this.parser.parseInline(token.tokens)
      return isSafeLink(token.href) ? `<a href="${escapeHtml(token.href)}">${label}</a>` : label
    },
    // The pages load nothing from elsewhere, so a picture is its description.
    image: ({ text }) => escapeHtml(text),
    table(token) {
      const names = token.header.map((cell) => escapeHtml(cell.text))
      const head = token.header.map(
        (cell) => `<th scope="col"${align(cell)}>${this.parser.parseInline(cell.tokens)}</th>`,
      )
      const rows = token.rows.map((row) => {
        const cells = row.map(
          (cell, column) =>
            `<td data-label="${names[column] ?? ''}"${align(cell)}>${this.parser.parseInline(cell.tokens)}</td>`,
        )
        return `<tr>${cells.join('')}</tr>`
      })
      return `<table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>\n`
    },
  },
})

function toBlocks(tokens: Draft['tokens'], place: string): Block[] {
  const blocks: Block[] = []
  let prose: Token[] = []
  const flush = () => {
    const html = markdown.parser(prose).trim()
    if (html) blocks.push({ kind: 'html', html })
    prose = []
  }

  for (const { token, line } of tokens) {
    if (!isChart(token)) {
      prose.push(token)
      continue
    }
    flush()
    const where = `${place}:${line}: chart block`
    blocks.push({ kind: 'chart', chart: parseWith(chartSchema, parseJson(token.text, where), where) })
  }
  flush()
  return blocks
}

/** Letters and digits of any script, joined by hyphens; numbered when taken. `used` holds the last number of each. */
function sectionId(title: string, used: Map<string, number>): string {
  const words = title
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu)
  const base = words?.join('-') ?? 'start'
  let id = base
  let n = used.get(base) ?? 1
  while (used.has(id)) id = `${base}-${++n}`
  used.set(base, n).set(id, 1)
  return id
}

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === 'heading'
}

function isChart(token: Token): token is Tokens.Code {
  return token.type === 'code' && (token as Tokens.Code).lang === 'chart'
}

function isSafeLink(href: string): boolean {
  return /^(https?:\/\/|mailto:|#|\/(?![/\\]))/i.test(href)
}

function plainText(heading: Tokens.Heading): string {
  return heading.text.replace(/[*_`]/g, '').trim()
}

function align({ align }: Tokens.TableCell): string {
  return align ? ` class="align-${align}"` : ''
}

function lineBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

function secondTitle(place: string, line: number): EnddelError {
  return new EnddelError('E_MARKDOWN', `${place}:${line}: a first-level heading stands in the text`, {
    hint: 'the title belongs into the front matter; begin sections with ##',
  })
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
