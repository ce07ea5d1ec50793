import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { settings } from '../core/settings.ts'
import { drainSeconds, filesBelow, readYaml } from './deploy-files.ts'
import { systemdAnalyze } from './needs.ts'
import { untilPrinted } from './run-cli.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { withTinyBuild } from './tiny-build.ts'

const services = suite('deploy/services')

const run = promisify(execFile)
const unitFile = 'deploy/systemd/enddel.service'

/** Runs `work` with a copy of the unit that starts this Node, wherever it is. */
function withUnit<Result>(work: (file: string) => Promise<Result>): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    const file = join(folder, 'enddel.service')
    await writeFile(file, (await readFile(unitFile, 'utf8')).replace('/usr/bin/node', process.execPath))
    return work(file)
  })
}

services('have a unit in which systemd finds nothing wrong', () =>
  withUnit(async (file) => {
    const { stdout, stderr } = await run(systemdAnalyze, ['verify', '--man=no', file])

    assert.is(stdout, '')
    assert.is(
      stderr
        .split('\n')
        .filter((line) => line.includes('enddel.service'))
        .join('\n'),
      '',
    )
  }),
)

services('have a unit that systemd calls hardly exposed', () =>
  withUnit(async (file) => {
    // 0 is the safest, 100 the least; without a word a service has 96.
    const { stdout } = await run(systemdAnalyze, ['security', '--offline=true', '--threshold=20', '--no-pager', file])

    assert.match(stdout, /Overall exposure level for enddel\.service: 1\.\d OK/)
  }),
)

services('have a unit with time to stop, and files for all connections', async () => {
  const text = await readFile(unitFile, 'utf8')
  const valueOf = (name: string) => Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(text)?.[1])

  assert.ok(valueOf('TimeoutStopSec') > drainSeconds() + 5)
  assert.ok(valueOf('LimitNOFILE') > 2 * Number(settings.maxConnections.default))
  assert.match(text, '\nKillSignal=SIGTERM\nKillMode=mixed\n')
})

services('start from the Procfile, and end when its process is told to', () =>
  withTinyBuild(async ({ out, site, content }) => {
    const [, command] = /^web: (.*)\n$/.exec(await readFile('Procfile', 'utf8'))!
    const entry = resolve('src/testing/cli-entry.ts')
    const [own, folders] = [`--import ${resolve('src/testing/typescript.mjs')} ${entry}`, `--out ${out}`]
    const text = command!
      .replaceAll('bin/enddel.js', own)
      .replace(/ build;/, ` build ${folders} --site ${site} --content ${content};`)
      .replace(/ serve$/, ` serve ${folders}`)
    const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', WORKERS: '1' }

    // A group of its own, of which nothing is left even when the signal has not come through.
    const serving = spawn('/bin/sh', ['-c', text], { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
    await untilPrinted(serving, /serving .* at \S+\n/)
    serving.kill('SIGTERM')
    const [code] = (await once(serving, 'exit')) as [number | null]
    const isLeft = await isGroupLeft(serving.pid!)

    assert.is(code, 0)
    assert.not(isLeft)
  }),
)

services('of Railway wait for readers to be taken, and for answers to be sent', async () => {
  const { build, deploy } = JSON.parse(await readFile('railway.json', 'utf8')) as {
    build: { dockerfilePath: string }
    deploy: { healthcheckPath: string; drainingSeconds: number }
  }

  assert.is(build.dockerfilePath, 'Dockerfile')
  assert.is(deploy.healthcheckPath, '/readyz')
  assert.ok(deploy.drainingSeconds > drainSeconds() + 5)
})

/** Whether anything of it goes on after the first, which compilers that run beside it may do for a moment; then it is ended. */
async function isGroupLeft(pid: number): Promise<boolean> {
  const end = performance.now() + 10_000
  try {
    while (performance.now() < end) {
      process.kill(-pid, 0)
      await setTimeout(20)
    }
    return process.kill(-pid, 'SIGKILL')
  } catch {
    return false
  }
}

interface Workflow {
  permissions: Record<string, string>
  jobs: Record<string, { needs?: string; 'timeout-minutes': number; steps: { uses?: string; run?: string }[] }>
}

const workflows = async () =>
  Promise.all((await filesBelow('.github/workflows')).map(async (file) => (await readYaml<Workflow>(file))[0]!))

services('of GitHub take actions of one version, and no more rights than to read', async () => {
  const all = await workflows()
  const used = all.flatMap(({ jobs }) =>
    Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses = [] }) => uses)),
  )

  assert.ok(used.length > 4)
  assert.equal(
    used.filter((name) => !/^actions\/[\w-]+@v\d+$/.test(name)),
    [],
  )
  assert.ok(all.every(({ permissions }) => JSON.stringify(permissions) === '{"contents":"read"}'))
  assert.ok(all.every(({ jobs }) => Object.values(jobs).every((job) => job['timeout-minutes'] > 0)))
})

services('of GitHub merge all shards, verify, and make the build current when it is everywhere', async () => {
  const text = await readFile('.github/workflows/site.yml', 'utf8')
  const shards = /shard: \[(.*)\]/.exec(text)![1]!.split(', ')
  const order = ['enddel.js merge', 'enddel.js verify', '--exclude /current.json', 'rsync --archive out/current.json']

  const places = order.map((step) => text.indexOf(step))

  assert.ok(text.includes(`}}/${shards.length} --out shard`))
  assert.ok(text.includes(`merge ${shards.map((shard) => `shard-${shard}`).join(' ')} --out out`))
  assert.ok(places[0]! > 0)
  assert.equal(
    [...places].sort((a, b) => a - b),
    places,
  )
})

services.run()
