import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findSetting } from '../core/config.ts'
import { readEnvFile } from '../core/env-file.ts'
import { type Setting, type SettingName, settings } from '../core/settings.ts'
import { drainSeconds, filesBelow, readYaml } from './deploy-files.ts'
import { closedToReaders } from './operator-paths.ts'
import { rawStatus, withServer } from './serving.ts'
import { withTinyBuild } from './tiny-build.ts'

const kubernetes = suite('deploy/kubernetes')

const base = 'deploy/kubernetes/base'

interface Container {
  image: string
  args?: string[]
  securityContext: object
  resources: { requests: object; limits: { memory: string } }
  lifecycle?: { preStop: { exec: { command: string[] } } }
  [probe: `${string}Probe`]: { httpGet: { path: string; port: string } }
}

interface PodSpec {
  containers: Container[]
  initContainers?: Container[]
  securityContext: { runAsNonRoot: boolean; runAsUser: number; seccompProfile: { type: string } }
  automountServiceAccountToken: boolean
  terminationGracePeriodSeconds?: number
}

interface Pods {
  spec: { template: { metadata: { labels: Record<string, string> }; spec: PodSpec }; replicas?: number }
}

interface Selecting {
  metadata: { name: string }
  spec: { selector?: Record<string, string> & { matchLabels?: Record<string, string> } }
}

interface Ingress {
  spec: {
    rules: { http: { paths: { path: string; pathType: string; backend: { service: { name: string } } }[] } }[]
  }
}

async function only<Document>(file: string): Promise<Document> {
  return (await readYaml<Document>(file))[0]!
}

const deployment = () => only<Pods>(`${base}/deployment.yaml`)

kubernetes('lists all files there are', async () => {
  const { resources, configMapGenerator } = await only<{
    resources: string[]
    configMapGenerator: { envs: string[] }[]
  }>(`${base}/kustomization.yaml`)

  const listed = [...resources, ...configMapGenerator.flatMap(({ envs }) => envs), 'kustomization.yaml']

  assert.equal(listed.map((name) => join(base, name)).sort(), await filesBelow(base))
})

kubernetes('asks for health where enddel tells of it', async () => {
  const [{ startupProbe, readinessProbe, livenessProbe }] = (await deployment()).spec.template.spec.containers as [
    Container,
  ]
  const paths = [startupProbe, readinessProbe, livenessProbe].map((probe) => probe!.httpGet.path)

  const statuses = await withTinyBuild(({ out }) =>
    withServer(out, {}, ({ url }) => Promise.all(paths.map((path) => rawStatus(url, path)))),
  )

  assert.equal(paths, ['/readyz', '/readyz', '/livez'])
  assert.equal(statuses, [200, 200, 200])
})

kubernetes('gives a pod more time than balancers and answers take', async () => {
  const { containers, terminationGracePeriodSeconds } = (await deployment()).spec.template.spec
  const [, waited] = containers[0]!.lifecycle!.preStop.exec.command

  assert.ok(terminationGracePeriodSeconds! > Number(waited) + drainSeconds() + 5)
})

kubernetes('takes pods away one by one, and none before another is there', async () => {
  const { strategy } = (await deployment()).spec as unknown as { strategy: { rollingUpdate: object } }
  const budget = await only<{ spec: { maxUnavailable: number } }>(`${base}/disruption-budget.yaml`)

  assert.equal(strategy.rollingUpdate, { maxUnavailable: 0, maxSurge: 1 })
  assert.is(budget.spec.maxUnavailable, 1)
})

kubernetes('leaves the number of pods to the autoscaler', async () => {
  const autoscaler = await only<{ spec: { scaleTargetRef: { kind: string; name: string }; minReplicas: number } }>(
    `${base}/autoscaler.yaml`,
  )

  assert.is((await deployment()).spec.replicas, undefined)
  assert.equal([autoscaler.spec.scaleTargetRef.kind, autoscaler.spec.scaleTargetRef.name], ['Deployment', 'enddel'])
  assert.ok(autoscaler.spec.minReplicas > 1)
})

kubernetes('lets pods do no more than the restricted standard does', async () => {
  const specs = [await deployment(), await only<Pods>('deploy/kubernetes/migrate.yaml')].map(
    ({ spec }) => spec.template.spec,
  )
  const containers = specs.flatMap(({ containers, initContainers = [] }) => [...containers, ...initContainers])

  const restricted = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  }
  assert.is(containers.length, 3)
  for (const { securityContext, resources } of containers) {
    assert.equal(securityContext, restricted)
    assert.ok(resources.limits.memory)
  }
  for (const { securityContext, automountServiceAccountToken } of specs) {
    const { runAsNonRoot, runAsUser, seccompProfile } = securityContext
    assert.equal([runAsNonRoot, runAsUser, seccompProfile.type], [true, 1000, 'RuntimeDefault'])
    assert.is(automountServiceAccountToken, false)
  }
})

kubernetes('finds its pods by labels they have', async () => {
  const { labels } = (await deployment()).spec.template.metadata
  const services = await readYaml<Selecting>(`${base}/service.yaml`)
  const budget = await only<Selecting>(`${base}/disruption-budget.yaml`)
  const [enddel, closed] = services

  const selectors = [enddel!.spec.selector!, budget.spec.selector!.matchLabels!]

  assert.ok(selectors.every((selector) => Object.entries(selector).every(([name, value]) => labels[name] === value)))
  assert.equal([closed!.metadata.name, closed!.spec.selector], ['closed', undefined])
})

kubernetes('keeps from readers what is for operators', async () => {
  const [rule] = (await only<Ingress>(`${base}/ingress.yaml`)).spec.rules
  const closing = rule!.http.paths.filter(({ backend }) => backend.service.name === 'closed')
  const covers = (path: string) =>
    closing.some(({ path: own, pathType }) => own === path || (pathType === 'Prefix' && path.startsWith(`${own}/`)))

  assert.equal(
    closedToReaders.filter((path) => !covers(path)),
    [],
  )
})

kubernetes('has settings that are taken, and none that is a secret', async () => {
  const texts = { ...(await readEnvFile(`${base}/enddel.env`)) }
  const rows = Object.entries(settings) as [SettingName, Setting<unknown>][]

  const named = Object.keys(texts).map((name) => rows.find(([, { env }]) => env === name))

  assert.ok(named.every(Boolean))
  for (const row of named) assert.is(findSetting(row![0], [{ source: 'enddel.env', texts }]).source, 'enddel.env')
  assert.equal(
    named.filter((row) => row![1].mask),
    [],
  )
})

kubernetes('takes the same image in all places, by a version', async () => {
  const { images } = await only<{ images: { newName: string; newTag: string }[] }>(`${base}/kustomization.yaml`)
  const [job] = (await only<Pods>('deploy/kubernetes/migrate.yaml')).spec.template.spec.containers
  const text = await readFile(`${base}/deployment.yaml`, 'utf8')

  assert.is(job!.image, `${images[0]!.newName}:${images[0]!.newTag}`)
  assert.is(text.match(/^ +image: enddel$/gm)?.length, 2)
})

kubernetes.run()
