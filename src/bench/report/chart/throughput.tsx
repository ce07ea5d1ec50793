import type { JSX } from 'preact'
import type { ScenarioResult } from '../../bench-result.ts'
import { count } from '../units.ts'
import { ChartFrame, plot, type Tick } from './frame.tsx'
import { linearScale } from './scale.ts'
import { dashOf, linePath, Mark, seriesClass, short } from './series.tsx'
import { type Round, roundsOf } from './rounds.ts'
import { compact } from './tick-text.ts'

interface ThroughputProps {
  id: string
  scenario: ScenarioResult
  names: readonly string[]
}

/** Answers in each second, all rounds after one another; nothing when no round was as long as a second. */
export function ThroughputChart({ id, scenario, names }: ThroughputProps): JSX.Element | null {
  const rounds = roundsOf(scenario, names)
  const last = rounds.at(-1)
  const most = Math.max(0, ...rounds.flatMap(({ series }) => series.flat()))
  if (!last || most === 0) return null
  const what = scenario.steps.every(({ kind }) => kind === 'feed') ? 'messages' : 'answers'
  const y = linearScale(most, { from: plot.bottom, to: plot.top })
  const x = (second: number) => plot.left + (second / (last.from + last.seconds)) * (plot.right - plot.left)
  const lines = names.map((name, index) => ({
    name,
    index,
    rounds: rounds.map((round) => pointsOf(round, index, x, y.at)),
  }))
  const drawn = lines.filter(({ rounds: ones }) => ones.some((points) => points.length > 0))
  const lineEnds = drawn.map((line) => ({ ...line, y: line.rounds.findLast((points) => points.length > 0)!.at(-1)!.y }))
  const title = `${what} a second over time`

  return (
    <ChartFrame
      id={id}
      title={`${scenario.name}: ${title}`}
      description={describe(rounds, names, what)}
      xTitle={rounds.length > 1 ? 'measured seconds; a band is a round' : 'measured seconds'}
      yTitle={`${what}/s`}
      xTicks={stepTicks(rounds, x)}
      yTicks={y.ticks.map((value) => ({ at: y.at(value), label: compact(value) }))}
      lineEnds={lineEnds}
      ground={rounds.map(({ from, seconds }) => (
        <rect
          key={from}
          class="band"
          x={short(x(from))}
          y={plot.top}
          width={short(x(from + seconds) - x(from))}
          height={plot.bottom - plot.top}
        />
      ))}
    >
      {drawn.map(({ name, index, rounds: ones }) => (
        <g key={name} class={seriesClass(index)}>
          <path class="line" d={ones.map(linePath).join('')} stroke-dasharray={dashOf(index)} />
          {ones.flat().map((point) => (
            <Mark key={`${point.x}`} index={index} {...point} />
          ))}
        </g>
      ))}
    </ChartFrame>
  )
}

/** In the middle of each second. */
function pointsOf({ from, series }: Round, index: number, x: (second: number) => number, y: (value: number) => number) {
  return series[index]!.map((answers, second) => ({ x: x(from + second + 0.5), y: y(answers) }))
}

/** Names of steps below their rounds, as many as there is room for: the last one is among them. */
function stepTicks(rounds: readonly Round[], x: (second: number) => number): Tick[] {
  const steps = [...new Set(rounds.map(({ step }) => step))]
  const every = Math.ceil(steps.length / mostNames)
  const told = steps.filter((_, index) => (steps.length - 1 - index) % every === 0)
  return told.map((step) => {
    const own = rounds.filter((round) => round.step === step)
    const [first, last] = [own[0]!, own.at(-1)!]
    return { at: x((first.from + last.from + last.seconds) / 2), label: step }
  })
}

const mostNames = 4

function describe(rounds: readonly Round[], names: readonly string[], what: string): string {
  const ranges = names.flatMap((name, index) => {
    const values = rounds.flatMap(({ series }) => series[index]!)
    if (values.length === 0) return []
    return [`${name} between ${count(Math.min(...values))} and ${count(Math.max(...values))} ${what} a second`]
  })
  return `${ranges.join('; ')}. The figures are in the table below the chart.`
}
