/** A cluster with this process as its primary. What clients see of one stands in testing/cluster.test.ts. */
import type { ServerResponse } from 'node:http'
import { readFile, rename } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError } from '../../core/errors.ts'
import { build } from '../../testing/builds.ts'
import { createHeard, type Heard } from '../../testing/heard.ts'
import { getBytes } from '../../testing/http-get.ts'
import { KeepAliveClient } from '../../testing/keep-alive-client.ts'
import { freePort } from '../../core/free-port.ts'
import { refusalOfAsync } from '../../testing/refusal.ts'
import { isGone, whileStopped } from '../../testing/serve-process.ts'
import { serveOptions } from '../../testing/serving.ts'
import { withUpstream } from '../../testing/stub-upstream.ts'
import { inTemporaryFolder } from '../../testing/temporary-folder.ts'
import { withTinyBuild } from '../../testing/tiny-build.ts'
import { siteFile, writeTinySite } from '../../testing/tiny-site.ts'
import { createCommons } from '../commons.ts'
import { bindSocket } from './bind.ts'
import { type Cluster, type ClusterEvent, type ClusterOptions, startCluster } from './cluster.ts'

const clusterSuite = suite('serve/cluster/cluster')

const hourMs = 3_600_000

interface Given {
  cluster: Cluster
  url: string
  told: Heard<ClusterEvent>
}

/** Runs `work` against one worker, or as many as `options` say. */
async function withCluster<Result>(
  out: string,
  options: Partial<ClusterOptions>,
  work: (given: Given) => Promise<Result>,
): Promise<Result> {
  const commons = await createCommons(
    { redisUrl: '', popularity: { out, halfLifeMs: hourMs, everyMs: hourMs }, market: { mode: 'off' } },
    () => {},
  )
  const told = createHeard<ClusterEvent>()
  const address = { host: '127.0.0.1', port: 0, workers: 1, pinWith: undefined, logLevel: 'silent' }
  const all = { ...address, options: { ...serveOptions, out }, ...options }
  try {
    const cluster = await startCluster(all, commons, told.add)
    try {
      return await work({ cluster, url: cluster.url.slice(0, -1), told })
    } finally {
      await cluster.close()
    }
  } finally {
    await commons.close()
  }
}

async function isWithoutHelpers(cluster: Cluster): Promise<boolean> {
  const command = await readFile(`/proc/${cluster.pids()[0]}/cmdline`, 'utf8')
  return command.split('\0').includes('--no-parallel-scavenge')
}

function count(events: readonly ClusterEvent[], type: ClusterEvent['type']): number {
  return events.filter((event) => event.type === type).length
}

clusterSuite('a worker whose command is not there is an error, and leaves nothing behind', () =>
  withTinyBuild(async ({ out }) => {
    const port = await freePort()
    const pinWith = () => ['/nowhere/taskset']

    const refusal = await refusalOfAsync(withCluster(out, { port, workers: 2, pinWith }, async () => {}))

    assert.is(refusal.code, 'E_WORKER')
    assert.match(refusal.message, 'spawn /nowhere/taskset ENOENT')
    const socket = await bindSocket('127.0.0.1', port)
    socket.close()
  }),
)

clusterSuite('a worker that ends before it serves is an error that says how it ended', () =>
  withTinyBuild(async ({ out }) => {
    const startWith = (command: string) =>
      refusalOfAsync(withCluster(out, { pinWith: () => ['sh', '-c', command] }, async () => {}))

    assert.match((await startWith('exit 3')).message, 'ended before it could serve: with code 3')
    assert.match((await startWith('kill -9 $$')).message, 'ended before it could serve: by SIGKILL')
  }),
)

clusterSuite('an error of the user’s making keeps code, words and hint on its way from the worker', () =>
  inTemporaryFolder(async (out) => {
    const refusal = await refusalOfAsync(withCluster(out, { workers: 2 }, async () => {}))

    assert.is(refusal.code, 'E_NO_OUTPUT')
    assert.match(refusal.hint!, 'run `enddel build` first')
  }),
)

clusterSuite('a bug keeps its stack on its way from the worker', () =>
  withTinyBuild(async ({ out }) => {
    const options = { ...serveOptions, out, renderThreads: -1 }

    const error = await withCluster(out, { options }, async () => {}).catch((thrown: unknown) => thrown)

    assert.not.instance(error, EnddelError)
    assert.match((error as Error).stack!, /pool\.ts/)
  }),
)

clusterSuite('of two that start at one port at once one says that it is in use', () =>
  withTinyBuild(async ({ out }) => {
    const port = await freePort()
    // Each ends when both have started or failed.
    let settle = () => {}
    const settled = new Promise<void>((resolve) => (settle = resolve))
    const start = () => withCluster(out, { port }, () => settled)
    const starts = [start(), start()]
    for (const one of starts) one.catch(settle)

    const [a, b] = await Promise.allSettled(starts)

    const refused = [a, b].filter((result) => result?.status === 'rejected')
    assert.is(refused.length, 1)
    assert.is(refused[0]!.reason.message, `port ${port} on 127.0.0.1 is in use`)
  }),
)

clusterSuite('a worker that cannot start again is tried until it can', () =>
  withTinyBuild(({ out }) =>
    withCluster(out, {}, async ({ cluster, url, told }) => {
      const [current, aside] = [join(out, 'current.json'), join(out, 'aside.json')]
      await rename(current, aside)

      process.kill(cluster.pids()[0]!, 'SIGKILL')
      await told.until((events) => count(events, 'worker-failed') >= 2)
      await rename(aside, current)
      await told.until((events) => count(events, 'worker-started') === 2)

      const failed = told.items.find((event) => event.type === 'worker-failed')
      assert.match(failed!.message, 'current.json is missing')
      assert.is(count(told.items, 'worker-died'), 1)
      assert.is(cluster.pids().length, 1)
      assert.is((await getBytes(`${url}/`, {})).status, 200)
    }),
  ),
)

clusterSuite('a worker whose command is gone is tried until it is back', () =>
  withTinyBuild(({ out }) => {
    let command = process.execPath
    const pinWith = () => (command === process.execPath ? ['env'] : [command])
    return withCluster(out, { pinWith }, async ({ cluster, url, told }) => {
      command = '/nowhere/taskset'
      process.kill(cluster.pids()[0]!, 'SIGKILL')
      await told.until((events) => count(events, 'worker-failed') >= 2)
      command = process.execPath
      await told.until((events) => count(events, 'worker-started') === 2)

      assert.is((await getBytes(`${url}/`, {})).status, 200)
    })
  }),
)

clusterSuite('a worker with one core has no threads that help it collect garbage', () =>
  withTinyBuild(({ out }) =>
    withCluster(out, { pinWith: () => ['env'] }, async ({ cluster }) => {
      assert.ok(await isWithoutHelpers(cluster))
    }),
  ),
)

clusterSuite('a worker that is not pinned has them where there is a core for them', () =>
  withTinyBuild(({ out }) =>
    withCluster(out, {}, async ({ cluster }) => {
      assert.is(await isWithoutHelpers(cluster), availableParallelism() === 1)
    }),
  ),
)

clusterSuite('closes while a worker is being replaced, and twice without harm', () =>
  withTinyBuild(async ({ out }) => {
    const pids: number[] = []
    await withCluster(out, { workers: 2 }, async ({ cluster, told }) => {
      pids.push(...cluster.pids())
      process.kill(cluster.pids()[0]!, 'SIGKILL')
      await told.until((events) => count(events, 'worker-died') === 1)
      pids.push(...cluster.pids())

      const closing = cluster.close()
      assert.is(cluster.close(), closing)
      await closing

      assert.equal(cluster.pids(), [])
      assert.is(count(told.items, 'worker-failed'), 0)
    })

    for (const pid of pids) assert.ok(await isGone(pid), `${pid}`)
  }),
)

clusterSuite('starts no worker any more when it was closed while it waited to do so', () =>
  withTinyBuild(({ out }) =>
    withCluster(out, {}, async ({ cluster, told }) => {
      for (const deaths of [1, 2]) {
        await told.until((events) => count(events, 'worker-started') === deaths)
        process.kill(cluster.pids()[0]!, 'SIGKILL')
        await told.until((events) => count(events, 'worker-died') === deaths)
      }

      await cluster.close()
      await new Promise(setImmediate)

      assert.equal(cluster.pids(), [])
      assert.is(count(told.items, 'worker-started'), 2)
    }),
  ),
)

clusterSuite('a page that a worker died over is made by another as soon as it is asked for', () =>
  inTemporaryFolder((folder) => {
    const waiting: ServerResponse[] = []
    return withUpstream(
      (_, response) => void waiting.push(response),
      async (upstream) => {
        const load = `load: async ({ name }) => ({ name: await (await fetch('${upstream.url}/' + process.pid)).text() })`
        const gated = `route('/gated/:name', { id: 'gated', page: Note, head, ${load} }),`
        const { out, ...rest } = await writeTinySite(folder, siteFile(gated))
        await build({ out, ...rest })
        // So long that nobody lives to see a lease run out.
        const options = { ...serveOptions, out, diskCacheBytes: 1_000_000, renderTimeoutMs: hourMs }

        await withCluster(out, { workers: 2, options }, async ({ cluster, url }) => {
          const [one, other] = cluster.pids() as [number, number]
          const connectTo = (pid: number) =>
            whileStopped([one + other - pid], async () => {
              const client = await KeepAliveClient.connect(url)
              await client.ask('/livez')
              return client
            })
          const [doomed, spared, beside] = [await connectTo(one), await connectTo(other), await connectTo(other)]

          const lost = doomed.ask('/gated/x').catch((error: Error) => error)
          await upstream.asked(1)
          const made = spared.ask('/gated/x')
          made.catch(() => {}) // looked at below
          await beside.ask('/health') // by now it waits there
          process.kill(one, 'SIGKILL')
          await upstream.asked(2)
          waiting[1]!.end('given')

          assert.instance(await lost, Error)
          assert.match((await made).body, 'Note given')
          assert.equal(
            upstream.requests.map(({ url }) => url),
            [`/${one}`, `/${other}`],
          )
          spared.close()
          beside.close()
        })
      },
    )
  }),
)

clusterSuite('the products of an API are fetched by one worker, for all', () =>
  withTinyBuild(({ out }) =>
    withUpstream(
      (_, response) => response.writeHead(500).end(),
      async (upstream) => {
        const options = { ...serveOptions, out, productApiBase: `${upstream.url}/api` }

        await withCluster(out, { options }, async ({ cluster }) => cluster.ready)
        const { length: ofOne } = upstream.requests
        await withCluster(out, { workers: 3, options }, async ({ cluster }) => cluster.ready)

        assert.ok(ofOne > 0)
        assert.is(upstream.requests.length, 2 * ofOne)
      },
    ),
  ),
)

clusterSuite.run()
