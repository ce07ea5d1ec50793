import type { BenchEvent } from '../bench/bench-event.ts'
import type { ScenarioResult } from '../bench/bench-result.ts'
import { median } from '../bench/figures/statistics.ts'
import { plain } from '../bench/report/text-style.ts'
import { count, rate } from '../bench/report/units.ts'

/** What there is of a stream of the process; the functions of a terminal are not needed. */
type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>

/**
 * Tells how far a run is: on a terminal in one line that is written over and is gone in the end, elsewhere in a line for each
 * scenario. `end` is to be called however the run ends.
 */
export function printBench(stream: Stream): { show(event: BenchEvent): void; end(): void } {
  return stream.isTTY ? oneLine(stream) : lineForEach(stream)
}

function oneLine(stream: Stream) {
  let scenario = ''
  let round = ''
  let isShown = false

  function draw(now: string) {
    const line = [scenario, round, now].filter((part) => part !== '').join('  ')
    // A line that wraps could not be written over.
    stream.write(`\r${plain(line).slice(0, (stream.columns || 80) - 1)}${clearToEnd}`)
    isShown = true
  }

  function end() {
    if (isShown) stream.write(`\r${clearToEnd}`)
    isShown = false
  }

  return {
    show(event: BenchEvent) {
      switch (event.type) {
        case 'scenario-started':
          scenario = `${event.name} (${event.index + 1} of ${event.count})`
          round = ''
          return draw('')
        case 'round-started':
          round = `${event.step}  ${event.server}  round ${event.round} of ${event.rounds}`
          return draw('')
        case 'second':
          return draw(`${count(event.answers)}/s`)
        case 'disturbed':
          return draw(event.what)
        case 'scenario-ended':
          return end()
        default:
          return event satisfies never
      }
    },
    end,
  }
}

const clearToEnd = '\x1b[K'

function lineForEach(stream: Stream) {
  return {
    show(event: BenchEvent) {
      if (event.type === 'scenario-ended') stream.write(`${plain(summaryOf(event.result))}\n`)
    },
    end: () => {},
  }
}

/** `hot: enddel 87,947/s, nginx 64,098/s`: the most of any step. */
function summaryOf({ name, notRun, problems, steps }: ScenarioResult): string {
  if (notRun !== undefined) return `${name}: not run: ${notRun}`
  const servers = [...new Set(steps.flatMap(({ samples }) => Object.keys(samples)))]
  const told = servers.map((server) => {
    const medians = steps.flatMap(
      ({ samples }) => median((samples[server] ?? []).map(({ perSecond }) => perSecond)) ?? [],
    )
    return `${server} ${rate(Math.max(0, ...medians))}/s`
  })
  const trouble = problems.length > 0 ? [`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`] : []
  return `${name}: ${[...told, ...trouble].join(', ') || 'nothing was measured'}`
}
