import type { JSX } from 'preact'
import type { BenchResult, ScenarioResult, StepResult } from '../bench-result.ts'
import { latencyTable, throughputTable } from './chart/chart-tables.ts'
import { LatencyChart } from './chart/latency.tsx'
import { Legend } from './chart/series.tsx'
import { ThroughputChart } from './chart/throughput.tsx'
import { Sentence } from './html-sentence.tsx'
import { HtmlTable } from './html-table.tsx'
import { limitsOf } from './limits.ts'
import { howAsked } from './prose.ts'
import { ratioTableOf } from './ratio-table.ts'
import { shownServers, tableOf } from './rows.ts'
import type { Table } from './table.ts'
import { failuresOf } from './verdict.ts'

interface ScenarioProps {
  /** Charts get ids that begin with it. */
  id: string
  result: BenchResult
  scenario: ScenarioResult
}

export function HtmlScenario({ id, result, scenario }: ScenarioProps): JSX.Element {
  const table = tableOf(result, scenario)
  const ratios = ratioTableOf(result, scenario)
  return (
    <section id={`scenario-${encodeURIComponent(scenario.name)}`}>
      <h2>{scenario.name}</h2>
      <p>{scenario.about}</p>
      <p class="muted">{howAsked(scenario)}</p>
      <Notes kind="Problem" texts={failuresOf(result, scenario)} />
      <Notes kind="Warning" texts={scenario.warnings} />
      {table ? <HtmlTable table={table} caption={`Figures of ${scenario.name}`} /> : <p>Nothing was measured.</p>}
      {ratios ? <HtmlTable table={ratios} caption={`${scenario.name}: ratios to other servers`} /> : null}
      {limitsOf(result, scenario).map((limit) => (
        <p key={limit}>
          <Sentence text={limit} />
        </p>
      ))}
      {table ? <Charts id={id} result={result} scenario={scenario} /> : null}
    </section>
  )
}

function Charts({ id, result, scenario }: ScenarioProps): JSX.Element {
  const names = shownServers(result).map(({ name }) => name)
  const throughput = throughputTable(scenario, names)
  const steps = stepsToDraw(scenario)
  return (
    <>
      {isShared(scenario, names) ? <Legend names={names} /> : null}
      <div class="charts">
        {throughput.rows.length > 0 ? (
          <Figure title="Throughput over time" table={throughput}>
            <ThroughputChart id={`${id}-time`} scenario={scenario} names={names} />
          </Figure>
        ) : null}
        {steps.map((step, index) => {
          const title = `${step.kind === 'feed' ? 'Delay' : 'Latency'}, ${step.name}`
          return (
            <Figure key={step.name} title={title} table={latencyTable(step, names)}>
              <LatencyChart id={`${id}-latency-${index + 1}`} scenario={scenario.name} step={step} names={names} />
            </Figure>
          )
        })}
      </div>
    </>
  )
}

/** One server needs no legend: its name stands beside its line. */
function isShared({ steps }: ScenarioResult, names: readonly string[]): boolean {
  return names.filter((name) => steps.some(({ samples }) => samples[name]?.length)).length > 1
}

/** Of many steps the first, one in the middle and the last. Those without an answer have no curve. */
function stepsToDraw({ steps }: ScenarioResult): readonly StepResult[] {
  const answered = steps.filter(({ samples }) => Object.values(samples).some((rounds) => rounds.some(hasLatency)))
  if (answered.length <= mostCurves) return answered
  return [answered[0]!, answered[answered.length >> 1]!, answered.at(-1)!]
}

const mostCurves = 3

function hasLatency({ latency }: { latency: string }): boolean {
  return latency !== ''
}

function Figure({ title, table, children }: { title: string; table: Table; children: JSX.Element }): JSX.Element {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      {children}
      <details>
        <summary>Figures of this chart</summary>
        <HtmlTable table={table} caption={title} />
      </details>
    </figure>
  )
}

function Notes({ kind, texts }: { kind: 'Problem' | 'Warning'; texts: readonly string[] }): JSX.Element {
  return (
    <>
      {texts.map((text) => (
        <p key={text} class={kind === 'Problem' ? 'note bad' : 'note'}>
          <strong>{kind}:</strong> <Sentence text={text} />
        </p>
      ))}
    </>
  )
}
