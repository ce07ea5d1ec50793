import { colours, size } from './colours.ts'

/** What every image stands on: the line of the logo, large and faint. */
export function Ground() {
  return (
    <>
      <rect {...size} fill={colours.page} />
      <g transform="translate(596 -76) scale(25)" fill="none" stroke-width="3">
        <path d={logoLine} stroke={colours.faint} stroke-linecap="round" stroke-linejoin="round" />
        <circle cx="25" cy="10" r="2.6" fill={colours.fainter} />
      </g>
      <rect width={size.width} height="10" fill={colours.accent} />
    </>
  )
}

export interface MarkProps {
  x: number
  y: number
  /** Pixels of each side. */
  side: number
}

export function Mark({ x, y, side }: MarkProps) {
  return (
    <g transform={`translate(${x} ${y}) scale(${side / 32})`}>
      <rect width="32" height="32" rx="8" fill={colours.brand} />
      <path d={logoLine} fill="none" stroke="#ffffff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" />
      <circle cx="25" cy="10" r="2.6" fill={colours.spark} />
    </g>
  )
}

const logoLine = 'M7 21.5 12.5 15l4.5 4 8-9'
