import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { checkFiles, checkMemory } from './check-limits.ts'
import { checkNode, oldestNode } from './check-node.ts'
import { checkAdmin, checkMarket, checkSiteUrl } from './check-settings.ts'
import { clockFinding } from './clock-finding.ts'
import { runChecks } from './run-checks.ts'

const checks = suite('doctor/checks')

checks('know the oldest Node.js that package.json allows', async () => {
  const { engines } = JSON.parse(await readFile('package.json', 'utf8')) as { engines: { node: string } }

  assert.is(`${engines.node}.0`, `>=${oldestNode}`)
  assert.equal(
    ['20.9.0', '20.19.0', '22.1.0'].map((version) => checkNode(version)[0]!.level),
    ['problem', 'ok', 'ok'],
  )
})

checks('compare the caches of all workers with the memory there is', () => {
  const caches = { workers: 4, hotBytes: 256e6, cacheBytes: 64e6 }

  assert.is(checkMemory(caches, 2e9)[0]!.level, 'ok')
  assert.is(checkMemory(caches, 1e9)[0]!.message, '1.0 GB, and 4 workers with full caches take 1.7 GB')
})

checks('compare open connections with the files a process may open', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'limits')
    await writeFile(file, 'Limit  Soft Limit  Hard Limit  Units\nMax open files            1024      4096      files\n')

    const [few] = await checkFiles(20_000, file)
    const [enough] = await checkFiles(500, file)

    assert.is(few!.message, '1024 at once, too few for MAX_CONNECTIONS=20000')
    assert.is(enough!.level, 'ok')
  }),
)

checks('tell what settings leave out', () => {
  const keys = { coingeckoApiKey: '', cmcApiKey: 'x', taapiSecret: '', finnhubApiKey: 'y' }

  const [site] = checkSiteUrl({ siteUrl: 'http://example.com' })
  const [market] = checkMarket({ market: 'live', ...keys })
  const [admin] = checkAdmin({ adminSecret: 'x'.repeat(32), adminRemote: true, tlsCert: '' })

  assert.is(site!.message, 'http://example.com is not https')
  assert.is(market!.message, 'live, without COINGECKO_API_KEY, TAAPI_SECRET')
  assert.match(admin!.message, 'without TLS')
})

checks('compare clocks, within two seconds', () => {
  assert.equal(clockFinding('Redis', 1_500), [])
  assert.is(clockFinding('Redis', -61_000)[0]!.message, 'the clock of Redis is 61 s behind this one')
})

checks('make a problem of what throws, and of what never ends', async () => {
  const found = await runChecks(
    [
      { about: 'broken', run: () => Promise.reject(new Error('boom')) },
      { about: 'endless', run: () => new Promise(() => {}) },
    ],
    5,
  )

  assert.equal(
    found.map(({ about, level, message }) => [about, level, message]),
    [
      ['broken', 'problem', 'boom'],
      ['endless', 'problem', 'no answer within 0.005 s'],
    ],
  )
})

checks.run()
