import { numberReader } from './number-reader.ts'

type Direction = 'ascending' | 'descending'

/**
 * Makes buttons of a table's `data-sort` headers. Rows move only when the reader asks, into the order of the figures that
 * stand there at that moment; then they stay, however the figures go on. Rows without a figure come last.
 */
export function startSortTable(table: HTMLTableElement): void {
  const read = numberReader(document.documentElement.lang)
  const headers = [...table.querySelectorAll<HTMLTableCellElement>('th[data-sort]')]
  for (const header of headers) {
    const button = document.createElement('button')
    const label = header.firstElementChild!
    button.type = 'button'
    button.className = label.className
    button.append(...label.childNodes)
    label.replaceWith(button)
    button.addEventListener('click', () => {
      const direction = nextDirection(header)
      for (const other of headers) other.removeAttribute('aria-sort')
      header.ariaSort = direction
      sortRows(table, header, direction, read)
    })
  }
}

/** Figures begin with the largest, names and ranks with the first. */
function nextDirection({ ariaSort, dataset }: HTMLElement): Direction {
  if (ariaSort) return ariaSort === 'ascending' ? 'descending' : 'ascending'
  return dataset['sort'] === 'figure' ? 'descending' : 'ascending'
}

function sortRows(
  table: HTMLTableElement,
  header: HTMLTableCellElement,
  direction: Direction,
  read: (text: string) => number,
): void {
  const body = table.tBodies[0]!
  const sign = direction === 'ascending' ? 1 : -1
  const rows = [...body.rows].map((row) => ({ row, text: textOf(row.cells[header.cellIndex]!) }))
  const byText = header.dataset['sort'] === 'text'
  rows.sort((a, b) => sign * (byText ? a.text.localeCompare(b.text) : inOrder(read(a.text), read(b.text), sign)))
  body.append(...rows.map(({ row }) => row))
}

/** A change stands there in words too, for screen readers. */
function textOf(cell: Element): string {
  return (cell.querySelector('.live') ?? cell).textContent?.trim() ?? ''
}

/** `sign` undoes itself for what is no number, so that it is last in both directions. */
function inOrder(a: number, b: number, sign: 1 | -1): number {
  const missing = Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return missing === 0 ? (Number.isNaN(a) ? 0 : a - b) : sign * missing
}
