import type { JSX } from 'preact'
import type { BenchResult } from '../bench-result.ts'
import type { Comparison } from '../figures/compare-runs.ts'
import { capacityLines } from './capacity-lines.ts'
import { comparedTable, comparisonLines, comparisonVerdict } from './compared.ts'
import { HtmlScenario } from './html-scenario.tsx'
import { htmlStyle } from './html-style.ts'
import { Sentence } from './html-sentence.tsx'
import { HtmlTable } from './html-table.tsx'
import { aboutRun, howMade, notRun } from './prose.ts'
import { verdictOf } from './verdict.ts'

interface PageProps {
  result: BenchResult
  comparison: Comparison | undefined
}

export function HtmlPage({ result, comparison }: PageProps): JSX.Element {
  const measured = result.scenarios.filter(({ notRun: why }) => why === undefined)
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Benchmarks of enddel</title>
        {/* Our own text: a style element knows no entities. */}
        <style dangerouslySetInnerHTML={{ __html: htmlStyle }} />
      </head>
      <body>
        <header>
          <h1>Benchmarks</h1>
          <Verdict result={result} comparison={comparison} />
          <Paragraphs texts={aboutRun(result)} />
          <pre tabIndex={0}>
            <code>{result.command}</code>
          </pre>
          {result.warnings.map((warning) => (
            <p key={warning} class="note">
              <strong>Warning:</strong> <Sentence text={warning} />
            </p>
          ))}
          <nav aria-label="Scenarios">
            <ul>
              {measured.map(({ name, about }) => (
                <li key={name}>
                  <a href={`#scenario-${encodeURIComponent(name)}`}>{name}</a>
                  <span>{about}</span>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main>
          {measured.map((scenario, index) => (
            <HtmlScenario key={scenario.name} id={`chart-${index + 1}`} result={result} scenario={scenario} />
          ))}
          {comparison ? <Compared comparison={comparison} /> : null}
          <Listed title="Capacity" items={capacityLines(result)} />
          <Listed title="Not run" items={notRun(result).map(({ name, why }) => `${name}: ${why}`)} />
          <Listed title="How the figures are made" items={howMade(result)} />
        </main>
      </body>
    </html>
  )
}

function Verdict({ result, comparison }: PageProps): JSX.Element {
  const { isGood, text, failures } = verdictOf(result)
  return (
    <div class={`verdict ${isGood ? 'good' : 'bad'}`}>
      <p>
        <strong>{text}</strong>
      </p>
      {failures.length > 0 ? <Items texts={failures} /> : null}
      {comparison ? <p>{comparisonVerdict(comparison)}</p> : null}
    </div>
  )
}

function Compared({ comparison }: { comparison: Comparison }): JSX.Element {
  const table = comparedTable(comparison)
  return (
    <section>
      <h2>Compared with the saved run</h2>
      {table ? <HtmlTable table={table} caption="Figures of now and of the saved run" /> : null}
      <Items texts={comparisonLines(comparison)} />
    </section>
  )
}

function Listed({ title, items }: { title: string; items: readonly string[] }): JSX.Element | null {
  if (items.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <Items texts={items} />
    </section>
  )
}

function Items({ texts }: { texts: readonly string[] }): JSX.Element {
  return (
    <ul>
      {texts.map((text) => (
        <li key={text}>
          <Sentence text={text} />
        </li>
      ))}
    </ul>
  )
}

function Paragraphs({ texts }: { texts: readonly string[] }): JSX.Element {
  return (
    <>
      {texts.map((text) => (
        <p key={text}>
          <Sentence text={text} />
        </p>
      ))}
    </>
  )
}
