import { useWords } from '../words.ts'

/** Stands at the end of every report: no advice, and written with a machine's help. */
export function Disclaimer() {
  const { disclaimer } = useWords().t
  return (
    <aside class="disclaimer" aria-labelledby="disclaimer">
      <h2 id="disclaimer">{disclaimer.title}</h2>
      <p>{disclaimer.investment}</p>
      <p>{disclaimer.machine}</p>
    </aside>
  )
}
