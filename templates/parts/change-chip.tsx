import { useWords } from '../words.ts'
import { NoData } from './no-data.tsx'

/** A change by arrow and sign for the eye, in words for screen readers; colour comes on top. */
export function ChangeChip({ percent }: { percent: number | null }) {
  const { t, f } = useWords()
  if (percent === null) return <NoData />
  const direction = directionOf(percent)
  const amount = f.change(Math.abs(percent)).replace('+', '')
  const words = { up: t.quote.up(amount), down: t.quote.down(amount), flat: t.quote.flat }
  return (
    <span class={`change ${direction}`}>
      <span aria-hidden="true">
        <span class="change-arrow">{arrows[direction]}</span> {f.change(percent)}
      </span>
      <span class="visually-hidden">{words[direction]}</span>
    </span>
  )
}

/** What rounds to 0.00% is neither up nor down. */
export function directionOf(percent: number): 'up' | 'down' | 'flat' {
  if (Math.abs(percent) < 0.005) return 'flat'
  return percent > 0 ? 'up' : 'down'
}

const arrows = { up: '▲', down: '▼', flat: '=' }
