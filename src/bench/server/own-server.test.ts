import { spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readTree } from '../../testing/builds.ts'
import { getBytes } from '../../testing/http-get.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { isGone } from '../../testing/serve-process.ts'
import { inTemporaryFolder } from '../../testing/temporary-folder.ts'
import { withTinyBuild } from '../../testing/tiny-build.ts'
import { pidsListeningOn } from './listeners.ts'
import { type OwnServer, type OwnServerOptions, startOwnServer } from './own-server.ts'
import { childrenOf, pidsOf } from './process-tree.ts'
import { usageOf } from './process-usage.ts'
import { invalidateAll, readMetrics } from './server-metrics.ts'

const own = suite('bench/server/own-server')

const entry = fileURLToPath(new URL(`../../testing/cli-entry${extname(import.meta.url)}`, import.meta.url))
const command = [process.execPath, entry]

own('renders, forgets and deploys, and the folder of the build stays as it is', () =>
  withTinyBuild(async ({ out }) => {
    const before = await readTree(out)
    await withOwn({ out, workers: 2 }, async (server) => {
      const { build, url } = server

      await render(server, 'a')
      await invalidateAll(server)
      await render(server, 'a')
      await server.disturb('deploy')
      const deployed = await healthOf(server)
      await render(server, 'b')
      await server.disturb('deploy')

      assert.is.not(deployed.build, build.id)
      assert.is((await healthOf(server)).build, build.id)
      assert.equal(pidsListeningOn(Number(url.port)), server.pids)
      assert.is(childrenOf(server.pids[0]!).length, 2)
      assert.ok(usageOf(server.pids)!.rssBytes > 0)
    })

    assert.equal(await readTree(out), before)
  }),
)

own('tells how often it rendered, and renders again what was made invalid', () =>
  withTinyBuild(({ out }) =>
    withOwn({ out, workers: 2 }, async (server) => {
      const rendersAfter = async (work: () => Promise<unknown>) => {
        const from = await readMetrics(server)
        await work()
        return (await readMetrics(server))!.renders - from!.renders
      }
      const twice = async (name: string) => [await render(server, name), await render(server, name)]

      assert.is(await rendersAfter(() => twice('a')), 1)
      await invalidateAll(server)
      assert.is(await rendersAfter(() => twice('a')), 1)
      assert.is(await rendersAfter(() => getBytes(server.url.href, {})), 1)
      assert.ok((await readMetrics(server))!.eventLoopDelayMs >= 0)
    }),
  ),
)

own('is no server that lets others invalidate', () =>
  withTinyBuild(({ out }) =>
    withOwn({ out }, async (server) => {
      const error = await refusalOfAsync(invalidateAll({ ...server, secret: undefined }))

      assert.is(error.code, 'E_BENCH_ADMIN')
      assert.match(error.message, '401')
      assert.match(error.hint!, 'AUTO_UPDATE_SECRET_KEY')
    }),
  ),
)

own('takes what the operator has set, but not what a measurement has to choose', () =>
  withTinyBuild(async ({ out }) => {
    const operators = {
      MARKET: 'demo',
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
      TLS_CERT: 'no.pem',
      WARM_PAGES: '0',
    }

    await withOwn({ out, env: { ...process.env, ...operators } }, async (server) => {
      assert.is((await healthOf(server)).market, 'off')
      assert.is(server.url.hostname, '127.0.0.1')
    })
    const error = await refusalOfAsync(startOwn({ out, env: { ...process.env, HOT_BYTES: 'much' } }))

    assert.is(error.code, 'E_BENCH_SERVER')
    assert.match(error.message, /ended with code 2; it said last:\nenddel: HOT_BYTES is "much"/)
  }),
)

own('loses a worker and its Redis, which come back, and its providers', () =>
  withTinyBuild(({ out }) =>
    withOwn({ out, needs: { market: 'live', workers: 2, redis: true } }, async (server) => {
      const workers = childrenOf(server.pids[0]!)
      assert.is((await healthOf(server)).redis, 'up')
      await until(async () => (await priceOf(server)).source === 'binance')

      await server.disturb('kill-worker')
      const replaced = childrenOf(server.pids[0]!)
      await server.disturb('kill-redis')
      await until(async () => (await healthOf(server)).redis === 'down')
      await server.disturb('start-redis')
      await until(async () => (await healthOf(server)).redis === 'up')
      await server.disturb('fail-providers')

      assert.is(replaced.length, 2)
      assert.is(replaced.filter((pid) => workers.includes(pid)).length, 1)
      assert.is((await getBytes(server.url.href, {})).status, 200)
    }),
  ),
)

own('says when it has died, and leaves nothing when it is closed', () =>
  withTinyBuild(async ({ out }) => {
    const server = await startOwn({ out })
    const pids = pidsOf(server.pids[0]!)
    process.kill(server.pids[0]!, 'SIGKILL')

    const error = await refusalOfAsync(server.failed)
    await server.close()
    await server.close()

    assert.is(error.code, 'E_BENCH_SERVER')
    assert.match(error.message, 'ended by SIGKILL')
    assert.is(pids.length, 2)
    for (const pid of pids) assert.ok(await isGone(pid))
  }),
)

own('ends with a process that fails, and its folder is gone', () =>
  inTemporaryFolder(async (folder) => {
    const { pid, status } = await startedBy("throw new Error('a bug')", folder)

    await until(() => isGone(pid))
    assert.is(status, 1)
    assert.equal(await readdir(folder), [])
  }),
)

own('ends with a process that is killed', () =>
  inTemporaryFolder(async (folder) => {
    const { pid, signal } = await startedBy("process.kill(process.pid, 'SIGKILL')", folder)

    await until(() => isGone(pid))
    assert.is(signal, 'SIGKILL')
  }),
)

/** A server that was started by a process that ended so; its own files were to be in `folder`. */
async function startedBy(end: string, folder: string) {
  return withTinyBuild(async ({ out }) => {
    const module = new URL(`./own-server${extname(import.meta.url)}`, import.meta.url).href
    const script = `
      const { startOwnServer } = await import(${JSON.stringify(module)})
      const server = await startOwnServer({ ...${JSON.stringify({ ...usual, command, out })}, env: process.env })
      await new Promise((told) => process.stdout.write(String(server.pids[0]), told))
      ${end}`
    const { status, signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: folder },
    })
    assert.match(stdout, /^\d+$/)
    return { pid: Number(stdout), status, signal }
  })
}

const usual = { needs: { market: 'off' }, workers: 1, cores: undefined } as const

type Wanted = Pick<OwnServerOptions, 'out'> & Partial<OwnServerOptions>

function startOwn(wanted: Wanted): Promise<OwnServer> {
  return startOwnServer({ ...usual, command, env: process.env, ...wanted })
}

async function withOwn(wanted: Wanted, work: (server: OwnServer) => Promise<void>): Promise<void> {
  const server = await startOwn(wanted)
  try {
    await work(server)
  } finally {
    await server.close()
  }
}

async function render({ url }: OwnServer, name: string): Promise<void> {
  const { status, text } = await getBytes(new URL(`/note/${name}`, url).href, {})
  assert.is(status, 200)
  assert.match(text, `Note ${name}`)
}

async function healthOf({ url }: OwnServer): Promise<{ build: string; market: string; redis?: string }> {
  return JSON.parse((await getBytes(new URL('/health', url).href, {})).text) as Awaited<ReturnType<typeof healthOf>>
}

async function priceOf({ url }: OwnServer): Promise<{ source?: string }> {
  const { text } = await getBytes(new URL('/api/crypto/dashboard-summary', url).href, {})
  return (JSON.parse(text) as { figures: Record<string, { source?: string }> }).figures['BTC.price'] ?? {}
}

/** Only a test that fails waits so long. */
const longMs = 30_000

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + longMs; !(await isSo().catch(() => false));) {
    if (Date.now() > end) throw new Error('waited in vain')
  }
}

own.run()
