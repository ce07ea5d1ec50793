import type { ComponentChildren } from 'preact'

interface SortHeaderProps {
  /** `figure`: the largest first. */
  by: 'rank' | 'text' | 'figure'
  /** The table comes in this order. */
  isSorted?: boolean
  children: ComponentChildren
}

/** The head of a column that islands/sort-table.ts makes a button of; without it, plain text. */
export function SortHeader({ by, isSorted = false, children }: SortHeaderProps) {
  return (
    <th
      scope="col"
      class={by === 'text' ? undefined : 'number'}
      data-sort={by}
      aria-sort={isSorted ? 'ascending' : undefined}
    >
      <span class="sort">{children}</span>
    </th>
  )
}
