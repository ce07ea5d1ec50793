/** `enddel serve` as whole processes: what its clients see while workers die, builds change and signals come. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { cp, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coresIn } from '../serve/cluster/pinning.ts'
import { build } from './builds.ts'
import { getBytes } from './http-get.ts'
import { fieldOf, KeepAliveClient, textOf } from './keep-alive-client.ts'
import { startLoad } from './load.ts'
import { htmlOf } from './page-files.ts'
import type { RawAnswer } from './raw-client.ts'
import { runCli } from './run-cli.ts'
import { isGone, whileStopped, withServe } from './serve-process.ts'
import { withUpstream } from './stub-upstream.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { withTinyBuild } from './tiny-build.ts'
import { reportFile, siteFile, type TinySite, writeTinySite } from './tiny-site.ts'

const processes = suite('testing/cluster')

const secret = '0123456789abcdef0123456789abcdef'
const targets = ['/', '/report/1', '/note/a', '/report/2', '/note/b', '/robots.txt']

processes('a worker that is killed takes only the requests under way on its connections along, and is replaced', () =>
  withTinyBuild(({ out }) =>
    withServe(out, {}, async ({ url, log, pidOf, connectTo }) => {
      const loadOn = (worker: number) =>
        whileStopped([pidOf(1 - worker)], async () => {
          const load = startLoad(url, { connections: 12, targets, findWrong: sameAsBefore() })
          await load.ended(200)
          return load
        })
      const [doomed, spared] = [await loadOn(0), await loadOn(1)]
      await doomed.ended(200)

      process.kill(pidOf(0), 'SIGKILL')
      await log.until((lines) => lines.filter(({ msg }) => msg === 'worker started').length === 3)
      await doomed.ended(200)
      await Promise.all([doomed.stop(), spared.stop()])

      assert.equal(spared.failures, [])
      assert.ok(doomed.failures.length > 0)
      assert.is(new Set(doomed.failures.map(({ port }) => port)).size, doomed.failures.length)
      assert.equal(new Set(doomed.failures.map(({ retry }) => retry)), new Set(['ok']))
      const fresh = await connectTo(0)
      assert.is((await fresh.ask('/')).status, 200)
      fresh.close()
    }),
  ),
)

processes('one worker alone is replaced again and again', () =>
  withTinyBuild(({ out }) =>
    withServe(out, { args: ['--workers', '1'] }, async ({ url, log, pidOf, end }) => {
      for (const deaths of [1, 2, 3]) {
        process.kill(pidOf(0), 'SIGKILL')
        await log.until((lines) => lines.filter(({ msg }) => msg === 'worker started').length === deaths + 1)
      }

      assert.is((await getBytes(`${url}/`, {})).status, 200)
      assert.is((await end()).code, 0)
    }),
  ),
)

processes('SIGTERM fails no request under load, and ends with 0', () =>
  withTinyBuild(({ out }) =>
    withServe(out, {}, async ({ url, end }) => {
      const cold = Array.from({ length: 50 }, (_, index) => `/note/cold-${index}`)
      const load = startLoad(url, { connections: 24, targets: [...targets, ...cold], findWrong: sameAsBefore() })
      await load.ended(500)

      load.allowRefusals()
      const { code, signal, stderr } = await end('SIGTERM')
      const answered = await load.stop()

      assert.equal([code, signal], [0, null])
      assert.equal(load.failures, [])
      assert.ok(answered >= 500)
      assert.not.match(stderr, /"level":[56]0/)
    }),
  ),
)

processes('SIGINT and SIGTERM to all processes at once stop in order too', () =>
  withTinyBuild(({ out }) =>
    withServe(out, {}, async ({ url, primary, pidOf, finished }) => {
      const load = startLoad(url, { connections: 8, targets, findWrong: sameAsBefore() })
      await load.ended(100)
      load.allowRefusals()

      // As Ctrl-C in a terminal, or a service manager that stops a group.
      for (const pid of [primary.pid!, pidOf(0), pidOf(1)]) process.kill(pid, 'SIGINT')
      for (const pid of [pidOf(0), pidOf(1)]) process.kill(pid, 'SIGTERM')
      const { code, stderr } = await finished
      await load.stop()

      assert.is(code, 0)
      assert.equal(load.failures, [])
      assert.not.match(stderr, 'worker died')
    }),
  ),
)

processes('a new build under load fails no request, mixes nothing and reaches every worker', () =>
  withTinyBuild(async (where) => {
    const addresses = ['/', '/report/1', '/report/2', '/note/a']
    const found = new Map<string, Set<string>>()
    const links = new Set<string>()
    const findWrong = (target: string, answer: RawAnswer) => {
      const text = textOf(answer)
      const isBr = answer.fields.includes('content-encoding: br')
      const name = `${target} ${isBr} ${fieldOf(answer, 'etag')}`
      found.set(name, (found.get(name) ?? new Set()).add(text))
      for (const [, link] of text.matchAll(/"(\/assets\/[^"]+)"/g)) links.add(link!)
      return undefined
    }
    const older = await pagesOf(where, addresses.slice(0, 3))

    await withServe(where.out, {}, async (serve) => {
      const load = startLoad(serve.url, { connections: 16, targets: addresses, findWrong })
      await load.ended(500)
      const changed = { 'site/browser.ts': `import './site.css'\nconsole.log('second build')` }
      await writeTinySite(join(where.site, '..'), {
        ...reportFile(1, 'Another'),
        ...reportFile(2, 'Yet another'),
        ...changed,
      })
      const { id } = await build(where)
      await serve.log.until((lines) => lines.filter((line) => line.build === id).length === 2)
      await load.ended(500)
      await load.stop()
      const newer = await pagesOf(where, addresses.slice(0, 3))

      assert.equal(load.failures, [])
      for (const [name, texts] of found) {
        const [target = ''] = name.split(' ')
        assert.is(texts.size, 1, `${name} has one ETag and several texts`)
        const [text] = texts
        const isWhole =
          target === '/note/a' ? /Note a/.test(text!) : [older, newer].some((pages) => pages.get(target) === text)
        assert.ok(isWhole, `${name}: ${text}`)
      }
      assert.ok(links.size >= 2, 'both builds have been asked')
      for (const link of links) assert.is((await getBytes(serve.url + link, {})).status, 200, link)
      for (const worker of [0, 1]) {
        const client = await serve.connectTo(worker)
        assert.is((await client.ask('/report/1')).body, newer.get('/report/1'))
        assert.match((await client.ask('/health')).body, id)
        client.close()
      }
    })
  }),
)

processes('SIGHUP looks for a new build, and does the workers no harm', () =>
  withTinyBuild(async (where) => {
    await withServe(where.out, {}, async (serve) => {
      // A build that lacks its folder is not tried again before something changes, or somebody says so.
      const aside = join(where.out, '..', 'aside')
      await writeTinySite(join(where.site, '..'), reportFile(3))
      const { id, folder } = await build({ ...where, out: aside })
      await rename(join(aside, 'current.json'), join(where.out, 'current.json'))
      await serve.log.until((lines) => lines.filter(({ msg }) => /cannot be used/.test(msg)).length === 2)
      await delay(3_000) // in which it would look by itself
      for (const shared of ['pages', 'reports'])
        await cp(join(aside, shared), join(where.out, shared), { recursive: true })
      await rename(folder, join(where.out, 'builds', id))

      for (const pid of [serve.primary.pid!, serve.pidOf(0), serve.pidOf(1)]) process.kill(pid, 'SIGHUP')
      await serve.log.until((lines) => lines.filter((line) => line.build === id).length === 2)

      assert.is((await getBytes(`${serve.url}/report/3`, {})).status, 200)
      assert.equal(
        serve.log.items.filter(({ msg }) => /worker died/.test(msg)),
        [],
      )
    })
  }),
)

processes('workers whose primary was killed end by themselves', () =>
  withTinyBuild(({ out }) =>
    withServe(out, {}, async ({ url, end, pidOf }) => {
      const pids = [pidOf(0), pidOf(1)]

      const { signal } = await end('SIGKILL')

      assert.is(signal, 'SIGKILL')
      for (const pid of pids) assert.ok(await isGone(pid), `${pid}`)
      assert.ok(await KeepAliveClient.connect(url).catch(() => true))
    }),
  ),
)

processes('a port in use and a missing build are one clear line each, and 1', () =>
  inTemporaryFolder(async (folder) => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const args = ['serve', '--out', folder, '--host', '127.0.0.1', '--workers', '2', '--port']

    const [inUse, unbuilt] = await Promise.all([runCli([...args, String(port)]), runCli([...args, '0'])])
    server.close()

    assert.equal([inUse.code, unbuilt.code], [1, 1])
    assert.is(
      inUse.stderr,
      `enddel: port ${port} on 127.0.0.1 is in use (stop the other server, or choose another port with --port)\n`,
    )
    assert.match(unbuilt.stderr, /^enddel: [^\n]+ is missing \(run `enddel build` first[^\n]*\n$/)
    assert.equal([inUse.stdout, unbuilt.stdout], ['', ''])
    assert.equal(await readdir(folder), [])
  }),
)

processes('metrics are those of all workers together, and so is the popularity file', () =>
  withTinyBuild(({ out }) =>
    withServe(out, {}, async ({ connectTo, end }) => {
      const first = await connectTo(0)
      const second = await connectTo(1)
      for (let count = 0; count < 3; count++) await first.ask('/report/1')
      for (let count = 0; count < 4; count++) await second.ask('/report/1')
      await second.ask('/note/x')

      const texts = [await first.ask('/metrics'), await second.ask('/internal/metrics/cache/prometheus')]
      const stats = [await first.ask('/cache-stats'), await second.ask('/internal/metrics/cache')]
      first.close()
      second.close()
      await end()
      const { pages } = JSON.parse(await readFile(join(out, 'popular.json'), 'utf8')) as { pages: object }

      for (const { body } of texts) {
        assert.match(body, /^enddel_ssr_cache_lookups_total 8$/m)
        assert.match(body, /^enddel_ssr_cache_hits_total\{tier="hot"\} 7$/m)
        assert.match(body, /^enddel_ssr_cache_renders_total\{route="note"\} 1$/m)
        assert.match(body, /^enddel_connections 2$/m)
        assert.match(body, /^enddel_build_pages\{build="[0-9a-f]+"\} 3$/m)
      }
      for (const { body } of stats) {
        const { ssr_cache: cache } = JSON.parse(body)
        assert.equal([cache.lookups, cache.hits.hot, cache.renders, cache.misses], [8, 7, 1, 1])
      }
      assert.equal(pages, { '/report/1': 7, '/note/x': 1 })
    }),
  ),
)

processes('what is invalidated on one worker is so on the other, and after a restart', () =>
  withTinyBuild(({ out }) => {
    const env = { AUTO_UPDATE_SECRET_KEY: secret }
    const renders = async (client: KeepAliveClient) =>
      Number(/renders_total\{route="report"\} (\d+)/.exec((await client.ask('/metrics')).body)?.[1] ?? 0)

    return withServe(out, { env }, async ({ connectTo, log, pidOf }) => {
      const first = await connectTo(0)
      const second = await connectTo(1)
      assert.match(fieldOf(await second.ask('/report/1'), 'cache-status') ?? 'none', /none|hit/)
      const before = await renders(second)

      const { status } = await first.ask('/internal/cache/invalidate', {
        method: 'POST',
        fields: `Authorization: Bearer ${secret}\r\nContent-Type: application/json\r\n`,
        body: '{"paths":["/report/1"],"hard":true}',
      })
      await log.until((lines) => lines.filter(({ msg }) => msg === 'invalidated').length === 2)
      const fresh = await second.ask('/report/1')
      const after = await renders(first)
      process.kill(pidOf(1), 'SIGKILL')
      await log.until((lines) => lines.filter(({ msg }) => msg === 'invalidated').length === 3)

      assert.ok(status === 200 || status === 202, `${status}`)
      assert.is(fresh.status, 200)
      assert.equal([before, after], [0, 1])
      assert.equal(
        log.items
          .filter(({ msg }) => msg === 'invalidated')
          .map(({ worker }) => worker)
          .sort(),
        [0, 1, 1],
      )
      first.close()
      second.close()
    })
  }),
)

processes('is ready when its popular pages are there, and no more when it stops', () =>
  inTemporaryFolder((folder) => {
    const waiting: ServerResponse[] = []
    return withUpstream(
      (_, response) => void waiting.push(response),
      async (upstream) => {
        const load = `load: async ({ name }) => ({ name: await (await fetch('${upstream.url}/' + name)).text() })`
        const gated = `route('/gated/:name', { id: 'gated', page: Note, head, ${load} }),`
        const where = await writeTinySite(folder, siteFile(gated))
        await build(where)
        await writeFile(join(where.out, 'popular.json'), '{"format":1,"pages":{"/gated/x":9}}')

        await withServe(where.out, { args: ['--workers', '1'] }, async ({ url, log, end }) => {
          await upstream.asked(1)
          const client = await KeepAliveClient.connect(url)
          const warming = await client.ask('/readyz')
          const page = await client.ask('/')
          for (const response of waiting) response.end('given')
          await log.until((lines) => lines.some(({ msg }) => msg === 'ready'))
          const ready = await client.ask('/readyz')
          const ended = end()
          await log.until((lines) => lines.some(({ msg }) => msg === 'stopping'))
          const stopping = await client.ask('/readyz')
          await ended

          assert.equal([warming.status, ready.status, stopping.status], [503, 200, 503])
          assert.match(warming.body, 'warming')
          assert.match(stopping.body, 'stopping')
          assert.is(page.status, 200)
        })
      },
    )
  }),
)

processes('V8_PIN_THREADS keeps each worker to one core', () =>
  withTinyBuild(({ out }) =>
    withServe(out, { env: { V8_PIN_THREADS: 'true' } }, async ({ pidOf }) => {
      const cores = coresIn(await allowedCores('self'))

      const pinned = [await allowedCores(pidOf(0)), await allowedCores(pidOf(1))]

      assert.equal(pinned, [String(cores[0]), String(cores[1 % cores.length])])
    }),
  ),
)

processes('V8_PIN_THREADS is a warning where there is no taskset', () =>
  withTinyBuild(({ out }) =>
    withServe(
      out,
      { args: ['--workers', '1'], env: { V8_PIN_THREADS: 'true', PATH: '/nowhere' } },
      async ({ url, log }) => {
        const warnings = log.items.filter(({ level }) => level === 40)

        assert.equal(
          warnings.map(({ msg }) => msg),
          ['V8_PIN_THREADS has no effect: there is no taskset on this machine'],
        )
        assert.is((await getBytes(`${url}/`, {})).status, 200)
      },
    ),
  ),
)

/** A target has the same bytes in every encoding, from every worker. */
function sameAsBefore() {
  const texts = new Map<string, string>()
  return (target: string, answer: RawAnswer) => {
    const text = textOf(answer)
    if (!texts.has(target)) texts.set(target, text)
    return texts.get(target) === text ? undefined : `other bytes: ${text}`
  }
}

/** What the current build has for these addresses. */
async function pagesOf({ out }: TinySite, addresses: readonly string[]): Promise<Map<string, string>> {
  const read = async (address: string) => [address, await htmlOf(out, address)] as const
  return new Map(await Promise.all(addresses.map(read)))
}

async function allowedCores(pid: number | 'self'): Promise<string> {
  return /Cpus_allowed_list:\t(\S+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))![1]!
}

processes.run()
