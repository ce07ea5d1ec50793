import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Config, readConfig } from '../core/config.ts'
import { within } from '../core/lifecycle.ts'
import { refusalOf } from '../testing/refusal.ts'
import { callCli, startInTerminal, untilPrinted } from '../testing/run-cli.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'
import { withTinyBuild } from '../testing/tiny-build.ts'
import { readServeSettings } from './serve.ts'

const serve = suite('cli/serve')

function given(env: Record<string, string>): Promise<Config> {
  return inTemporaryFolder((folder) => readConfig(env, folder))
}

serve('reads every setting into data that can be sent to another process', async () => {
  const read = readServeSettings({ out: 'there', hotBytes: '1MB' }, await given({ WORKERS: '2', MAX_CONNECTIONS: '9' }))

  assert.equal([read.out, read.hotBytes, read.workers, read.maxConnections], ['there', 1_000_000, 2, 9])
  assert.equal(JSON.parse(JSON.stringify(read)), read)
})

serve('takes no setting of other commands', async () => {
  assert.not('isCi' in readServeSettings({}, await given({ CI: '1' })))
})

serve('takes certificate and key together', async () => {
  const read = readServeSettings({ tlsCert: 'cert.pem' }, await given({ TLS_KEY: 'key.pem' }))

  assert.equal([read.tlsCert, read.tlsKey], ['cert.pem', 'key.pem'])
})

serve('refuses a certificate without a key, and a key without a certificate', async () => {
  const none = await given({})

  const [cert, key] = [{ tlsCert: 'a' }, { tlsKey: 'b' }].map((flags) =>
    refusalOf(() => readServeSettings(flags, none)),
  )

  assert.is(cert!.code, 'E_USAGE')
  assert.is(cert!.message, 'TLS_CERT is set and TLS_KEY is not')
  assert.is(key!.message, 'TLS_KEY is set and TLS_CERT is not')
  assert.match(key!.hint!, '--tls-cert')
})

serve('tells flags with unit, default and variable', async () => {
  const { code, stdout } = await callCli(['serve', '--help'])

  assert.is(code, 0)
  const help = stdout.replace(/\s+/g, ' ')
  assert.match(
    help,
    '--hot-bytes <size> bytes of pages kept ready to be written, the most popular first (default: 256MiB, env: HOT_BYTES)',
  )
  assert.match(
    help,
    '--tls-key <file> PEM file of the private key; needs the certificate too (default: none, env: TLS_KEY)',
  )
})

serve('refuses a wrong value before it looks for a build', async () => {
  const { code, stderr } = await callCli(['serve', '--workers', '0', '--out', 'nowhere'])

  assert.is(code, 2)
  assert.is(stderr, 'enddel: --workers is "0" (give auto, or a whole number from 1 to 256)\n')
})

serve('speaks plainly in a terminal, and ends when that is closed', () =>
  withTinyBuild(async ({ out }) => {
    const { terminal, ended } = startInTerminal(['serve', '--out', out, '--port', '0', '--workers', '1'])

    const [[, pid]] = await Promise.all([
      untilPrinted(terminal, /^pid (\d+)/),
      untilPrinted(terminal, /^\d\d:\d\d:\d\d {2}build loaded {2}worker=0/m),
      untilPrinted(terminal, /^enddel: serving .* at http:/m),
    ])
    terminal.kill('SIGKILL')
    const isOver = await within(20_000, ended)
    if (!isOver) process.kill(Number(pid), 'SIGKILL')

    assert.ok(isOver)
  }),
)

serve.run()
