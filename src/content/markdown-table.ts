/**
 * Whether the table that may begin `text` has more cells than any reader wants. Rows are filled up to the length of the
 * head, so 100 KB of short rows below a long head can stand for 150 million cells.
 */
export function isHugeTable(text: string): boolean {
  const headEnd = text.indexOf('\n')
  const columns = count(text.slice(0, Math.max(0, headEnd)), '|') + 1
  if (columns <= fewColumns) return false // counting rows takes time too, and every block is asked
  const end = text.indexOf('\n\n', headEnd)
  const rows = count(text.slice(headEnd, end < 0 ? text.length : end), '\n')
  return columns * rows > maxCells
}

const fewColumns = 8
const maxCells = 100_000

function count(text: string, wanted: string): number {
  let found = 0
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) found++
  return found
}
