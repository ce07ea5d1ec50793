import type { ServerRatio } from '../figures/compare-servers.ts'
import type { Cell } from './table.ts'
import { ratio as ratioText } from './units.ts'

type Ratio = Pick<ServerRatio, 'ratio' | 'interval' | 'better'>

/** With a word for what it means, since of some figures more is better and of others less. */
export function ratioCell(found: Ratio): Cell {
  const text = ratioText(found.ratio, found.interval)
  const side = sideOf(found)
  if (side === undefined) return { text }
  return side === 'unsure' ? { text: `${text} unsure` } : { text: `${text} ${side}`, tone: tones[side] }
}

const tones = { better: 'good', worse: 'bad' } as const

/** `unsure`: the interval holds 1. */
function sideOf({ interval, better }: Ratio): 'better' | 'worse' | 'unsure' | undefined {
  if (!interval) return undefined
  if (interval.low <= 1 && interval.high >= 1) return 'unsure'
  return interval.low > 1 === (better === 'more') ? 'better' : 'worse'
}
