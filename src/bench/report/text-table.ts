import { namesIn, nothing, type Table } from './table.ts'
import { type Paint, plain } from './text-style.ts'

const gap = '  '

/** Aligned columns. Those for which there is no room go into another table below, with the names in front again. */
export function textTable(table: Table, width: number, paint: Paint): string {
  const widths = table.columns.map(({ title }, index) =>
    Math.max(plain(title).length, ...table.rows.map(({ cells }) => shown(cells[index]!.text).length)),
  )
  return split(widths, namesIn(table), width)
    .map((chosen) => piece(table, chosen, widths, paint))
    .join('\n\n')
}

/** Indexes of the columns of each table. One column of figures stands in each at least. */
function split(widths: readonly number[], names: number, width: number): number[][] {
  const front = widths.slice(0, names).map((_, index) => index)
  const pieces: number[][] = []
  for (let column = names; column < widths.length; column++) {
    const last = pieces.at(-1)
    if (last && total([...last, column], widths) <= width) last.push(column)
    else pieces.push([...front, column])
  }
  return pieces
}

function total(columns: readonly number[], widths: readonly number[]): number {
  return columns.reduce((sum, column) => sum + widths[column]! + gap.length, -gap.length)
}

function piece({ columns, rows }: Table, chosen: readonly number[], widths: readonly number[], paint: Paint): string {
  const pad = (text: string, column: number) =>
    columns[column]!.align === 'left' ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)
  const head = chosen.map((column) => pad(plain(columns[column]!.title), column)).join(gap)
  const body = rows.map(({ step, cells }, at) => {
    const isSameStep = rows[at - 1]?.step === step
    const texts = chosen.map((column) => {
      const { text, tone } = cells[column]!
      // A step's name stands once, above its servers.
      const padded = pad(column === 0 && isSameStep ? '' : shown(text), column)
      return tone ? paint(tone, padded) : padded
    })
    return texts.join(gap).trimEnd()
  })
  return [paint('bold', head.trimEnd()), ...body].join('\n')
}

function shown(text: string): string {
  return text === '' ? nothing : plain(text)
}
