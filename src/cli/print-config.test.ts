import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { callCli } from '../testing/run-cli.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'

const print = suite('cli/print-config')

const secrets = {
  AUTO_UPDATE_SECRET_KEY: 'hunter2-hunter2-hunter2-hunter2-hunter2',
  REDIS_URL: 'redis://user:hunter2@redis.internal:6379/0',
  PRODUCT_API_BASE: 'https://hunter2:hunter2@shop.example.com/api',
}

print('shows each setting, its value and where it came from, and ends with 0', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, '.env'), 'PORT=4000\nSLOW_REQUEST_MS=5\nWARM_PAGES=6')
    await writeFile(join(folder, '.env.local'), 'WARM_PAGES=7')

    const { code, stdout, stderr } = await callCli(
      ['serve', '--print-config', '--port', '5000', '--access-log'],
      { CACHE_ENTRIES: '9' },
      folder,
    )

    assert.is(code, 0, stderr)
    assert.is(stderr, '')
    assert.match(stdout, /^name +value +source\n/)
    assert.match(stdout, /^--out +out +default$/m)
    assert.match(stdout, /^PORT +5000 +flag --port$/m)
    assert.match(stdout, /^ACCESS_LOG +true +flag --access-log$/m)
    assert.match(stdout, /^CACHE_ENTRIES +9 +environment$/m)
    assert.match(stdout, /^WARM_PAGES +7 +\.env\.local$/m)
    assert.match(stdout, /^SLOW_REQUEST_MS +5 +\.env$/m)
    assert.match(stdout, /^HOT_BYTES +268435456 +default$/m)
    assert.match(stdout, /^TLS_CERT +none +default$/m)
  }),
)

print('shows the same as JSON', () =>
  inTemporaryFolder(async (folder) => {
    const { code, stdout } = await callCli(
      ['serve', '--print-config', '--json', '--hot-bytes', '1kB'],
      { ...secrets, TCP_BACKLOG: '7' },
      folder,
    )

    const rows = JSON.parse(stdout) as { name: string; value: unknown; source: string }[]
    assert.is(code, 0)
    assert.equal(
      rows.filter(({ name }) => ['HOT_BYTES', 'TCP_BACKLOG', 'AUTO_UPDATE_SECRET_KEY'].includes(name)),
      [
        { name: 'TCP_BACKLOG', value: 7, source: 'environment' },
        { name: 'HOT_BYTES', value: 1000, source: 'flag --hot-bytes' },
        { name: 'AUTO_UPDATE_SECRET_KEY', value: '***', source: 'environment' },
      ],
    )
    assert.not.match(stdout, 'hunter2')
  }),
)

print('masks secrets', () =>
  inTemporaryFolder(async (folder) => {
    const { code, stdout, stderr } = await callCli(['serve', '--print-config'], secrets, folder)

    assert.is(code, 0, stderr)
    assert.match(stdout, /^AUTO_UPDATE_SECRET_KEY +\*\*\* +environment$/m)
    assert.match(stdout, /^REDIS_URL +redis:\/\/\*\*\*@redis\.internal:6379\/0 +environment$/m)
    assert.match(stdout, /^PRODUCT_API_BASE +https:\/\/\*\*\*@shop\.example\.com\/api +environment$/m)
    assert.not.match(stdout + stderr, 'hunter2')
  }),
)

print('keeps secrets to itself when they are wrong, and says how to make a right one', () =>
  inTemporaryFolder(async (folder) => {
    const { code, stdout, stderr } = await callCli(
      ['serve', '--print-config'],
      { AUTO_UPDATE_SECRET_KEY: 'hunter2' },
      folder,
    )

    assert.is(code, 2)
    assert.is(stdout, '')
    assert.match(stderr, /AUTO_UPDATE_SECRET_KEY is not .* at least 32 bytes .*openssl rand -hex 32/)
    assert.not.match(stderr, 'hunter2')
  }),
)

print('refuses a broken .env and says where it is broken', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, '.env'), 'PORT=4000\nREDIS_URL="redis://:hunter2@h\n')

    const { code, stdout, stderr } = await callCli(['serve', '--print-config'], {}, folder)

    assert.is(code, 2)
    assert.is(stdout, '')
    assert.match(stderr, /^enddel: \.env:2: not NAME=value \(/)
    assert.not.match(stderr, 'hunter2')
  }),
)

print('refuses --json by itself', () =>
  inTemporaryFolder(async (folder) => {
    const { code, stderr } = await callCli(['serve', '--json'], {}, folder)

    assert.is(code, 2)
    assert.match(stderr, '--json goes with --print-config')
  }),
)

print.run()
