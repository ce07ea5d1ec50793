import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Setting, settings } from '../core/settings.ts'
import { freePort } from '../core/free-port.ts'
import { drainSeconds, readYaml } from './deploy-files.ts'
import { copiedBy, makeStages, readStages } from './dockerfile.ts'
import { getBytes } from './http-get.ts'
import { untilPrinted } from './run-cli.ts'
import { inTemporaryFolder } from './temporary-folder.ts'

const image = suite('deploy/image')

const run = promisify(execFile)

interface Service {
  image: string
  build?: { context: string }
  command?: string[]
  environment?: Record<string, string | number>
  healthcheck?: { disable?: boolean; test?: string[] }
  depends_on?: Record<string, { condition: string }>
  volumes?: string[]
  stop_grace_period?: string
  read_only?: boolean
  user?: string
}

async function lastStage() {
  const { from, instructions } = (await readStages()).at(-1)!
  const all = (name: string) => instructions.filter((one) => one.name === name).map(({ text }) => text)
  return { from, all, last: (name: string) => all(name).at(-1) ?? '' }
}

async function compose() {
  const [file] = await readYaml<{ services: Record<string, Service>; volumes: Record<string, unknown> }>('compose.yaml')
  return file!
}

image('ends as a user without rights, which is told by SIGTERM to stop', async () => {
  const { last } = await lastStage()

  assert.match(last('USER'), /^[1-9]\d*:[1-9]\d*$/)
  assert.is(last('STOPSIGNAL'), 'SIGTERM')
  // Through a shell no signal would come.
  assert.equal(JSON.parse(last('ENTRYPOINT')), ['node', 'bin/enddel.js'])
  assert.equal(JSON.parse(last('CMD')), ['serve'])
})

image('is made on a version of Node that the tests run on', async () => {
  const stages = await readStages()
  const workflow = await readFile('.github/workflows/ci.yml', 'utf8')
  const tested = /node: \[(.*)\]/.exec(workflow)![1]!.split(', ')

  const versions = new Set(stages.map(({ from }) => /^node:(\d+)-slim$/.exec(from)?.[1]))

  assert.is(versions.size, 1)
  assert.ok(tested.includes([...versions][0]!))
})

image('holds the dependencies of production alone, and no secret', async () => {
  const stages = await readStages()
  const { all } = await lastStage()
  const secrets = (Object.values(settings) as Setting<unknown>[]).flatMap((row) => (row.mask && row.env ? row.env : []))

  const dependencies = all('COPY').find((text) => text.includes('node_modules'))!
  const given = stages.flatMap(({ instructions }) => instructions.filter(({ name }) => /^(ARG|ENV)$/.test(name)))

  const origin = stages.find(({ name }) => name === copiedBy({ name: 'COPY', text: dependencies }).from)!
  assert.ok(origin.instructions.some(({ text }) => text.includes('--omit=dev')))
  assert.ok(secrets.length > 3)
  assert.not(secrets.some((secret) => given.some(({ text }) => text.includes(secret))))
})

image('copies what is there, and what .dockerignore lets through', async () => {
  const copied = (await readStages()).flatMap(({ instructions }) => instructions.filter(({ name }) => name === 'COPY'))
  const sources = copied.map(copiedBy).flatMap(({ from, sources }) => (from ? [] : sources))
  const ignore = (await readFile('.dockerignore', 'utf8')).split('\n')
  const passing = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1))

  await Promise.all(sources.map((source) => stat(source)))

  assert.is(
    ignore.find((line) => line && !line.startsWith('#')),
    '*',
  )
  assert.equal([...new Set(sources)].sort(), [...passing].sort())
  assert.ok(ignore.lastIndexOf('**/.env*') > ignore.findLastIndex((line) => line.startsWith('!')))
})

image('serves a healthy site when its steps are done one by one', () =>
  inTemporaryFolder(async (folder) => {
    const { last } = await lastStage()
    const app = await makeStages(folder, await readStages(), '--brotli 1 --popular 0')
    const env = { ...process.env, PORT: String(await freePort()), HOST: '127.0.0.1', WORKERS: '1' }
    const [command, ...args] = [...JSON.parse(last('ENTRYPOINT')), ...JSON.parse(last('CMD'))] as string[]
    const [, ...check] = JSON.parse(last('HEALTHCHECK').split(' CMD ')[1]!) as string[]
    const checkHealth = () =>
      run(process.execPath, check, { env }).then(
        () => 'healthy',
        () => 'unhealthy',
      )

    const before = await checkHealth()
    const serving = spawn(command!, args, { cwd: app, env, stdio: ['ignore', 'pipe', 'ignore'] })
    const [, url] = await untilPrinted(serving, /serving out at (\S+)\n/)
    const page = await getBytes(`${url}en/`, { 'accept-encoding': 'br' })
    const during = await checkHealth()
    serving.kill('SIGTERM')
    const [code] = (await once(serving, 'close')) as [number]

    assert.equal([before, during], ['unhealthy', 'healthy'])
    assert.equal([page.status, page.headers['content-encoding']], [200, 'br'])
    assert.is(code, 0)
  }),
)

image('is all of what compose runs, on a file system that is read alone but for the build', async () => {
  const { services, volumes } = await compose()
  const ours = Object.entries(services).filter(([, { build }]) => build)

  assert.equal(
    ours.map(([name]) => name),
    ['migrate', 'build', 'serve'],
  )
  assert.ok(ours.every(([, service]) => service.read_only && service.build?.context === '.'))
  assert.equal([services.build!.volumes, services.serve!.volumes], [['out:/app/out'], ['out:/app/out']])
  assert.ok('out' in volumes)
})

image('is given settings by compose that there are', async () => {
  const { services } = await compose()
  const known = Object.values(settings).map(({ env }) => env)

  const { environment = {} } = services.serve!

  assert.ok(Object.keys(environment).length > 3)
  assert.equal(
    Object.keys(environment).filter((name) => !known.includes(name)),
    [],
  )
})

image('starts in compose when what it waits for is there to say so', async () => {
  const { services } = await compose()
  const waits = Object.entries(services).flatMap(([name, { depends_on: on = {} }]) =>
    Object.entries(on).map(([other, { condition }]) => ({ name, condition, other: services[other] })),
  )

  // The image has a check of its own.
  const wrong = waits.filter(
    ({ condition, other }) => condition === 'service_healthy' && !other?.healthcheck?.test && !other?.build,
  )

  assert.is(waits.length, 5)
  assert.equal(wrong, [])
  assert.ok(waits.every(({ other }) => other))
})

image('is given more time to stop by compose than it takes', async () => {
  const { services } = await compose()

  assert.ok(parseInt(services.serve!.stop_grace_period!) > drainSeconds() + 5)
})

image('keeps in compose what has to stay in Redis, and versions of images', async () => {
  const { services } = await compose()
  const images = Object.values(services).map(({ image }) => image)

  assert.match(services.redis!.command!.join(' '), '--maxmemory-policy volatile-lru')
  assert.equal(
    images.filter((name) => name !== 'enddel' && !/:\d+(\.\d+)?-alpine$/.test(name)),
    [],
  )
})

image.run()
