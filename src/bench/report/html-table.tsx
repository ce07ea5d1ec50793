import type { JSX } from 'preact'
import { namesIn, nothing, type Table } from './table.ts'

/** Scrolls by itself where it is wider than the page; names stand as headers of their rows. */
export function HtmlTable({ table, caption }: { table: Table; caption: string }): JSX.Element {
  const names = namesIn(table)
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {table.columns.map(({ title, align }, column) => (
              <th key={title} scope="col" class={classOf(align, column === names - 1)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ step, cells }, at) => (
            <tr key={at} class={table.rows[at - 1]?.step === step ? undefined : 'first'}>
              {cells.map(({ text, tone }, column) => {
                const className = classOf(table.columns[column]!.align, column === names - 1, tone)
                return column < names ? (
                  <th key={column} scope="row" class={className}>
                    {text || nothing}
                  </th>
                ) : (
                  <td key={column} class={className}>
                    {text || nothing}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The last name stays in sight when the others scroll away. */
function classOf(align: string, isLastName: boolean, tone?: string): string {
  return [align, isLastName ? 'stays' : '', tone ?? ''].filter(Boolean).join(' ')
}
