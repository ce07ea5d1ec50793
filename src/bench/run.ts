import { EnddelError } from '../core/errors.ts'
import { version } from '../core/version.ts'
import type { BenchEvent } from './bench-event.ts'
import type { BenchOptions } from './bench-options.ts'
import type { BenchResult, ScenarioResult } from './bench-result.ts'
import { describeMachine } from './describe-machine.ts'
import { openServers } from './open-servers.ts'
import { pagesAt, pagesOfBuild, type SitePages } from './pages/site-pages.ts'
import { runScenario } from './run-scenario.ts'
import { scenarios } from './scenarios.ts'

/**
 * Runs the scenarios, one after the other, on the subject and all peers in turn. `stop` ends it early, with the figures so
 * far. What a server does wrong is in the result; what keeps the bench from working at all is thrown.
 */
export async function runBench(
  options: BenchOptions,
  onEvent: (event: BenchEvent) => void,
  stop: AbortSignal,
): Promise<BenchResult> {
  const at = new Date().toISOString()
  // Before the bench keeps itself to some of the cores.
  const ran = {
    version: await version(),
    at,
    command: options.command,
    machine: describeMachine(),
    engine: options.engine,
  }
  const site = await sitePages(options)
  const servers = await openServers(options)
  const results: ScenarioResult[] = []
  try {
    for (const [index, name] of options.scenarios.entries()) {
      if (stop.aborted) break
      onEvent({ type: 'scenario-started', name, about: scenarios[name].about, index, count: options.scenarios.length })
      const result = await runScenario(name, { options, site, servers, onEvent, stop })
      onEvent({ type: 'scenario-ended', result })
      results.push(result)
    }
  } finally {
    await servers.close()
  }
  return {
    format: 1,
    ...ran,
    ...(site.build && { build: site.build }),
    servers: servers.measured(),
    scenarios: results,
    warnings: servers.warnings,
    isInterrupted: stop.aborted,
  }
}

async function sitePages({ paths, out, url }: BenchOptions): Promise<SitePages> {
  if (paths.length > 0) return pagesAt(paths)
  const built = await pagesOfBuild(out)
  if (built) return built
  if (url) return pagesAt(['/'])
  throw new EnddelError('E_NO_OUTPUT', `${out} has no build to serve`, {
    hint: 'run `enddel build` first, name its folder with --out, or a server with --url',
  })
}
