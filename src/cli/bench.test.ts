import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { BenchResult } from '../bench/bench-result.ts'
import { portsOf } from '../bench/server/listeners.ts'
import { childrenOf } from '../bench/server/process-tree.ts'
import { readTree } from '../testing/builds.ts'
import { type Finished, runCli, startCli } from '../testing/run-cli.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'

const bench = suite('cli/bench')

const short = ['--seconds', '1', '--rounds', '1', '--json']

function resultOf({ code, stdout, stderr }: Finished): BenchResult & { code: number | null } {
  assert.ok(stdout.startsWith('{'), `${stdout}${stderr}`)
  return { ...(JSON.parse(stdout) as BenchResult), code }
}

/** The command line for a server that has one page. */
function at(url: string, ...rest: readonly string[]): string[] {
  return ['bench', '--url', url, '--path', '/', ...rest]
}

/** A server that is not ours. */
async function withStub(answer: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const http = createServer(answer).listen(0, '127.0.0.1')
  await once(http, 'listening')
  try {
    await work(`http://127.0.0.1:${(http.address() as AddressInfo).port}`)
  } finally {
    http.closeAllConnections()
    http.close()
  }
}

bench('starts the current build, asks for its pages, and leaves them as they were', () =>
  withTinyBuild(async ({ out }) => {
    const before = await readTree(out)

    const { code, scenarios, build, servers } = resultOf(
      await runCli(['bench', 'hot', 'mix', 'revalidate', 'cold', 'stampede', 'burst', '--out', out, ...short]),
    )

    assert.is(code, 0, JSON.stringify(scenarios))
    assert.equal(
      scenarios.map(({ name, problems, notRun }) => [name, problems, notRun]),
      ['hot', 'mix', 'revalidate', 'cold', 'stampede', 'burst'].map((name) => [name, [], undefined]),
    )
    const answers = scenarios.flatMap(({ steps }) => steps.map(({ samples }) => samples.enddel![0]!.answers))
    assert.ok(answers.every((count) => count > 0))
    const renders = (name: string) => scenarios.find((one) => one.name === name)!.steps[0]!.samples.enddel![0]!.renders
    assert.equal([renders('cold'), renders('stampede')], [build!.pages, 1])
    assert.equal(
      servers.map(({ name, role }) => [name, role]),
      [['enddel', 'subject']],
    )
    assert.equal(await readTree(out), before)
  }),
)

bench('lets a build go out, and helpers be killed, without losing an answer', () =>
  withTinyBuild(async ({ out }) => {
    const { code, scenarios } = resultOf(
      await runCli([
        'bench',
        'deploy',
        'chaos',
        '--out',
        out,
        '--seconds',
        '4',
        '--rounds',
        '1',
        '--rate',
        '200',
        '--json',
      ]),
    )

    assert.is(code, 0, JSON.stringify(scenarios))
    for (const { steps, problems } of scenarios) {
      assert.equal(problems, [])
      const { asked, answers, lost } = steps[0]!.samples.enddel![0]!
      assert.equal([asked, answers, lost], [800, 800, 0])
    }
  }),
)

bench('hears the feed', () =>
  withTinyBuild(async ({ out }) => {
    const args = ['bench', 'feed', '--out', out, '--connections', '20', '--seconds', '3', '--rounds', '1', '--json']

    const { code, scenarios } = resultOf(await runCli(args))

    assert.equal([code, scenarios[0]!.problems], [0, []])
    assert.ok(scenarios[0]!.steps[0]!.samples.enddel![0]!.answers >= 20)
  }),
)

bench('measures another server in turn, and says that it sends other pages', () =>
  inTemporaryFolder((folder) =>
    withStub(
      (_, response) => void response.end('one'),
      async (url) => {
        const script = join(folder, 'peer.mjs')
        await writeFile(
          script,
          "import { createServer } from 'node:http'\ncreateServer((_, response) => response.end('other')).listen(0, '127.0.0.1')\n",
        )
        const peer = `peer='${process.execPath}' '${script}'`

        const { code, servers, scenarios } = resultOf(await runCli(at(url, 'hot', '--vs-cmd', peer, ...short)))

        assert.is(code, 0)
        assert.equal(
          servers.map(({ name, role }) => [name, role]),
          [
            ['the server', 'subject'],
            ['peer', 'peer'],
          ],
        )
        const [max, rate] = scenarios[0]!.steps
        assert.ok(max!.samples.peer![0]!.answers > 0 && rate!.samples['the server']![0]!.answers > 0)
        assert.ok(scenarios[0]!.warnings.includes('peer sends another page than the server at /'))
      },
    ),
  ),
)

bench('fails on answers that become wrong in the middle', () => {
  let count = 0
  return withStub(
    (_, response) => void response.end(count++ < 100 ? 'right' : 'wrong!'),
    async (url) => {
      const { code, scenarios } = resultOf(await runCli(at(url, 'hot', ...short)))

      assert.is(code, 1)
      assert.match(scenarios[0]!.problems.join(), /the body \(6 bytes\) is not the expected one/)
    },
  )
})

bench('measures nothing when the server has other pages than the build', () =>
  withTinyBuild(({ out }) =>
    withStub(
      (_, response) => void response.end('other'),
      async (url) => {
        const { code, scenarios } = resultOf(await runCli(['bench', 'hot', '--url', url, '--out', out, ...short]))

        assert.is(code, 1)
        assert.match(scenarios[0]!.problems[0]!, /nothing is measured before the answers are right/)
        assert.equal(scenarios[0]!.steps, [])
      },
    ),
  ),
)

bench('tells the last words of a server that ends in the middle, and goes on with another', () =>
  withTinyBuild(async ({ out }) => {
    const args = ['bench', 'sustained', 'burst', '--out', out, '--seconds', '10', '--rounds', '1', '--json']
    const { child, finished } = startCli(args)
    const pid = await servingBelow(child.pid!)

    process.kill(pid, 'SIGKILL')
    const { code, scenarios } = resultOf(await finished)

    assert.is(code, 1)
    assert.match(scenarios[0]!.problems.join(), /`enddel serve` ended/)
    assert.equal(scenarios[1]!.problems, [])
  }),
)

/** The process that listens, once it does. */
async function servingBelow(pid: number): Promise<number> {
  for (;;) {
    const serving = childrenOf(pid).find((child) => portsOf(child).length > 0)
    if (serving !== undefined) return serving
    await turn(50)
  }
}

bench('says why a scenario cannot be run on a server that was there before', () =>
  withStub(
    (_, response) => void response.end('one'),
    async (url) => {
      const args = at(url, 'cold', 'live', 'chaos', ...short)

      const { scenarios } = resultOf(await runCli(args, { AUTO_UPDATE_SECRET_KEY: '' }))

      assert.match(scenarios[0]!.notRun!, /AUTO_UPDATE_SECRET_KEY/)
      assert.match(scenarios[1]!.notRun!, /no page is known to show live figures/)
      assert.match(scenarios[2]!.notRun!, /leave --url out/)
    },
  ),
)

bench('ends at once when it is told to, with the figures so far', () => {
  // Ten connections make the server warm before the ten whose answers count.
  const sockets = new Set<object>()
  let count = 0
  let isAsked = () => {}
  const asked = new Promise<void>((resolve) => (isAsked = resolve))
  return withStub(
    ({ socket }, response) => {
      sockets.add(socket)
      if (sockets.size > 2 * 10 && ++count === 1000) isAsked()
      response.end('one')
    },
    async (url) => {
      const args = at(url, 'sustained', 'mix', '--seconds', '600', '--connections', '10', '--json')
      const { child, finished } = startCli(args)
      await asked

      child.kill('SIGINT')
      const ended = await finished

      const { isInterrupted, scenarios } = resultOf(ended)
      assert.is(ended.signal, 'SIGINT')
      assert.is(isInterrupted, true)
      assert.is(scenarios.length, 1)
      assert.ok(scenarios[0]!.steps[0]!.samples['the server']![0]!.answers > 100)
    },
  )
})

bench('compares with a saved run, and ends with 1 when it is worse beyond noise', () =>
  inTemporaryFolder((folder) =>
    withStub(
      (_, response) => void response.end('one'),
      async (url) => {
        const file = join(folder, 'then.json')
        const args = at(url, 'sustained', '--seconds', '1', '--rounds', '3', '--connections', '8')
        assert.is((await runCli([...args, '--save', file])).code, 0)
        const compare = () => runCli([...args, '--compare', file, '--tolerance', '50%'])

        await claim(file, 1000)
        const worse = await compare()
        await claim(file, 1 / 1000)
        const same = await compare()

        assert.is(worse.code, 1)
        assert.match(worse.stdout, /Compared with the saved run: worse\.\n$/)
        assert.is(same.code, 0)
        assert.match(same.stdout, /Compared with the saved run: (the same|unsure|better)/)
      },
    ),
  ),
)

/** Makes the saved run one of a server that was so many times as fast. */
async function claim(file: string, factor: number): Promise<void> {
  const saved = JSON.parse(await readFile(file, 'utf8')) as BenchResult
  const samples = saved.scenarios[0]!.steps[0]!.samples['the server']!
  for (const sample of samples) {
    const { perSecond, cpuUsPerAnswer = 0 } = sample
    Object.assign(sample, { perSecond: perSecond * factor, cpuUsPerAnswer: cpuUsPerAnswer / factor })
  }
  await writeFile(file, JSON.stringify(saved))
}

bench('writes a page with curves, Markdown, and a list', () =>
  inTemporaryFolder((folder) =>
    withStub(
      (_, response) => void response.end('one'),
      async (url) => {
        const html = join(folder, 'bench.html')
        const args = at(url, 'hot', '--seconds', '1', '--rounds', '1')

        const { stdout } = await runCli([...args, '--markdown', '--html', html])

        assert.match(stdout, /^# /)
        assert.match(await readFile(html, 'utf8'), /^<!doctype html>.*<svg/s)
        assert.match((await runCli(['bench', '--list'])).stdout, /^hot +one page, built and in memory$/m)
      },
    ),
  ),
)

bench.run()
