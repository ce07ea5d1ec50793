import type { JSX } from 'preact'

/** How the lines of one server look everywhere: a colour (by class), a dash and a mark. */
export function seriesClass(index: number): string {
  return `series series-${(index % 6) + 1}`
}

export function dashOf(index: number): string {
  return dashes[index % dashes.length]!
}

const dashes = ['none', '7 4', '2 3', '9 3 2 3', '4 2', '12 3']

/** Circle, square, triangle, diamond, in turn. */
export function Mark({ index, x, y }: { index: number; x: number; y: number }): JSX.Element {
  const size = 3.2
  const shape = index % 4
  if (shape === 0) return <circle class="mark" cx={short(x)} cy={short(y)} r={size} />
  return (
    <path
      class="mark"
      d={shapes[shape]!.map(([dx, dy], at) => `${at ? 'L' : 'M'}${place(x + dx * size, y + dy * size)}`).join('') + 'Z'}
    />
  )
}

type Corner = readonly [dx: number, dy: number]

const shapes: readonly (readonly Corner[])[] = [
  [],
  [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  [
    [0, -1.2],
    [1.15, 0.9],
    [-1.15, 0.9],
  ],
  [
    [0, -1.3],
    [1.3, 0],
    [0, 1.3],
    [-1.3, 0],
  ],
]

export function linePath(points: readonly { x: number; y: number }[]): string {
  return points.map(({ x, y }, at) => `${at ? 'L' : 'M'}${place(x, y)}`).join('')
}

function place(x: number, y: number): string {
  return `${short(x)} ${short(y)}`
}

/** A tenth of a pixel is more than a screen shows. */
export function short(value: number): number {
  return Math.round(value * 10) / 10
}

/** The servers with their line and mark. */
export function Legend({ names }: { names: readonly string[] }): JSX.Element {
  return (
    <ul class="legend">
      {names.map((name, index) => (
        <li key={name}>
          <svg class={seriesClass(index)} viewBox="0 0 36 10" width="36" height="10" aria-hidden="true">
            <path class="line" d="M1 5H35" stroke-dasharray={dashOf(index)} />
            <Mark index={index} x={18} y={5} />
          </svg>{' '}
          {name}
        </li>
      ))}
    </ul>
  )
}
