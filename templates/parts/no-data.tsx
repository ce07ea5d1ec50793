import { useWords } from '../words.ts'

/** A figure that the source did not give: never blank, never zero. */
export function NoData() {
  return (
    <span class="no-data">
      <span aria-hidden="true">–</span>
      <span class="visually-hidden">{useWords().t.quote.noData}</span>
    </span>
  )
}
