import type { LetterWeight } from 'enddel'
import { margin } from './colours.ts'

export interface TextLinesProps {
  lines: readonly string[]
  /** Where the first one stands. */
  y: number
  size: number
  weight: LetterWeight
  /** From one line to the next. */
  height: number
  fill: string
}

export function TextLines({ lines, y, size, weight, height, fill }: TextLinesProps) {
  return (
    <>
      {lines.map((line, number) => (
        <text
          x={margin}
          y={y + number * height}
          font-size={size}
          font-weight={weight}
          // Letters as large as these stand too far apart; lines are measured without it, so they only become narrower.
          letter-spacing={size > 60 ? -0.015 * size : undefined}
          fill={fill}
        >
          {line}
        </text>
      ))}
    </>
  )
}
