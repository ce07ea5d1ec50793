import { nothing, type Table } from './table.ts'

export function markdownTable({ columns, rows }: Table): string {
  const lines = [
    columns.map(({ title }) => escapeCell(title)),
    columns.map(({ align }) => (align === 'left' ? '---' : '---:')),
    ...rows.map(({ cells }) => cells.map(({ text }) => (text === '' ? nothing : escapeCell(text)))),
  ]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** One line that shows the text as it is, but for what stands between backticks, which is code. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replace(/`[^`]+`|[\\`*_[\]<>|&#]/g, (found) => (found.length > 1 ? found : `\\${found}`))
}

/** In a cell a bar would begin the next one, also between backticks. */
function escapeCell(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>|&]/g, '\\$&')
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
}
