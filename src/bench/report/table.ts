/** A table as every output shows it: finished texts, columns that nothing fills left out. */
export interface Table {
  columns: readonly Column[]
  rows: readonly Row[]
}

export interface Column {
  title: string
  /** Names stand left, figures right. */
  align: 'left' | 'right'
}

export interface Row {
  /** The step of the scenario, which comes first in `cells` too. */
  step: string
  /** One for each column. */
  cells: readonly Cell[]
}

export interface Cell {
  /** Empty when there is no such figure. */
  text: string
  /** For colour, beside what the text says. */
  tone?: Tone
}

export type Tone = 'good' | 'bad'

/** What stands for a figure that is not there. */
export const nothing = '–'

export function withoutEmptyColumns({ columns, rows }: Table): Table {
  const isFilled = columns.map((_, index) => rows.some(({ cells }) => cells[index]!.text !== ''))
  return {
    columns: columns.filter((_, index) => isFilled[index]),
    rows: rows.map((row) => ({ ...row, cells: row.cells.filter((_, index) => isFilled[index]) })),
  }
}

/** How many columns in front hold names. */
export function namesIn({ columns }: Table): number {
  return columns.findIndex(({ align }) => align === 'right')
}
