import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { getBytes } from './http-get.ts'
import { promtool } from './needs.ts'
import { withServer } from './serving.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { withTinyBuild } from './tiny-build.ts'

const monitoring = suite('deploy/monitoring')

const run = promisify(execFile)
const folder = 'deploy/prometheus'
const dashboardFile = 'deploy/grafana/enddel.json'
const autoscalerFiles = ['base/autoscaler.yaml', 'feed-scaling/autoscaler.yaml'].map((n) => `deploy/kubernetes/${n}`)

interface Dashboard {
  panels: { title: string; targets?: { expr: string }[] }[]
  annotations: { list: { expr: string }[] }
}

interface Rules {
  groups: { rules: { alert: string; expr: string }[] }[]
}

monitoring('names no metric that enddel does not have', async () => {
  const [alerts, dashboard] = [await alertExpressions(), await dashboardExpressions()]
  const scaling = (await Promise.all(autoscalerFiles.map((file) => readFile(file, 'utf8')))).join('\n')

  const there = await metricNames()
  const named = new Set([...alerts, ...dashboard, scaling].flatMap(namesIn))

  assert.ok(named.size > 40)
  assert.ok(there.has('enddel_render_seconds_bucket'))
  assert.equal(
    [...named].filter((name) => !there.has(name)),
    [],
  )
})

monitoring('shows every metric of enddel in a panel, but for what its cache is made of', async () => {
  const shown = new Set((await dashboardExpressions()).flatMap(namesIn))

  const hidden = [...(await metricNames())].filter((name) => /^enddel_/.test(name) && !shown.has(name))

  assert.equal(hidden.sort(), [
    'enddel_product_cache_critical_hits_total',
    'enddel_product_cache_critical_misses_total',
    'enddel_product_cache_lazy_capacity',
    'enddel_product_cache_lazy_last_load_timestamp_seconds',
    'enddel_product_cache_lazy_size',
    'enddel_render_seconds',
    'enddel_render_seconds_count',
    'enddel_render_seconds_sum',
    'enddel_ssr_cache_last_render_seconds',
  ])
})

monitoring('has rules and a configuration that Prometheus takes', async () => {
  const { stdout } = await run(promtool, ['check', 'config', `${folder}/prometheus.yml`])

  assert.match(stdout, '12 rules found')
})

monitoring('has a configuration for Kubernetes that Prometheus takes, but for how pods are found', () =>
  inTemporaryFolder(async (temporary) => {
    // Debian's Prometheus was built without Kubernetes.
    const text = await readFile(`${folder}/kubernetes.yml`, 'utf8')
    const withoutPods = text.replace(/kubernetes_sd_configs:\n(?: {6}.*\n)+?(?= {4}\w)/, 'static_configs: []\n')
    const file = join(temporary, 'kubernetes.yml')
    await writeFile(file, withoutPods.replace('alerts.yml', resolve(folder, 'alerts.yml')))

    const { stdout } = await run(promtool, ['check', 'config', file])

    assert.is.not(withoutPods, text)
    assert.match(stdout, '12 rules found')
  }),
)

monitoring('raises alerts when it should, and not before', async () => {
  const { stdout } = await run(promtool, ['test', 'rules', `${folder}/alerts.test.yml`])

  assert.match(stdout, 'SUCCESS')
})

monitoring('has a dashboard whose queries Prometheus understands', () =>
  inTemporaryFolder(async (temporary) => {
    const expressions = (await dashboardExpressions()).map((expr) => expr.replaceAll('$__rate_interval', '5m'))
    const rules = expressions.map((expr, index) => ({ record: `dashboard:${index}`, expr }))
    const file = join(temporary, 'rules.yml')
    await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }))

    const { stdout } = await run(promtool, ['check', 'rules', file])

    assert.match(stdout, `${rules.length} rules found`)
  }),
)

async function alertExpressions(): Promise<string[]> {
  const { groups } = parse(await readFile(`${folder}/alerts.yml`, 'utf8')) as Rules
  return groups.flatMap(({ rules }) => rules.map(({ expr }) => expr))
}

async function dashboardExpressions(): Promise<string[]> {
  const { panels, annotations } = JSON.parse(await readFile(dashboardFile, 'utf8')) as Dashboard
  return [...panels.flatMap(({ targets = [] }) => targets), ...annotations.list].map(({ expr }) => expr)
}

/** Without what stands in braces, brackets and quotes. */
function namesIn(expression: string): string[] {
  return expression.match(/\b(?:enddel|process|nodejs)_\w+/g) ?? []
}

let names: Promise<Set<string>> | undefined

/** What a server that has just started says of its metrics; a histogram has three. */
function metricNames(): Promise<Set<string>> {
  names ??= withTinyBuild(({ out }) =>
    withServer(out, { market: 'demo' }, async ({ url }) => {
      const { text } = await getBytes(`${url}/metrics`, {})
      return new Set([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name, type]) => namesOf(name!, type!)))
    }),
  )
  return names
}

function namesOf(name: string, type: string): string[] {
  return type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]
}

monitoring.run()
