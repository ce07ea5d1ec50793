import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { callCli } from '../testing/run-cli.ts'
import { inTemporaryFolder } from '../testing/temporary-folder.ts'

const completion = suite('cli/completion')
const run = promisify(execFile)

/** What a real bash offers for the last of these words, sorted. */
async function offered(words: readonly string[], cwd = '.'): Promise<string[]> {
  const { stdout: script } = await callCli(['completion', 'bash'])
  const ask = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _enddel; printf '%s\\n' "\${COMPREPLY[@]}"`
  const args = ['--norc', '--noprofile', '-c', `set -u\n${script}\n${ask}`, 'bash', ...words]
  const { stdout, stderr } = await run('bash', args, { cwd })
  assert.is(stderr, '')
  return stdout.split('\n').filter(Boolean).sort()
}

completion('of bash offers the commands', async () => {
  assert.equal(await offered(['enddel', 'b']), ['bench', 'build'])
})

completion('of bash offers the flags of the command that was typed', async () => {
  const flags = await offered(['enddel', 'serve', '--t'])

  assert.equal(flags, ['--tls-cert', '--tls-key'])
})

completion('of bash offers what a flag may be, also behind an equals sign', async () => {
  const [behindSpace, behindSign] = [
    await offered(['enddel', 'serve', '--market', '']),
    await offered(['enddel', 'serve', '--market', '=', 'd']),
  ]

  assert.equal(behindSpace, ['demo', 'live', 'off'])
  assert.equal(behindSign, ['demo'])
})

completion('of bash offers scenarios, of which many may follow', async () => {
  assert.equal(await offered(['enddel', 'bench', 'hot', 're']), ['revalidate'])
})

completion('of bash offers folders where one is asked for, with spaces in their names too', () =>
  inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'my site'))
    await writeFile(join(folder, 'my file'), '')

    assert.equal(await offered(['enddel', 'dev', '--site', 'my'], folder), ['my site'])
  }),
)

completion('is there for zsh and fish too, and for no other shell', async () => {
  const [zsh, fish, other] = [
    await callCli(['completion', 'zsh']),
    await callCli(['completion', 'fish']),
    await callCli(['completion', 'fsh']),
  ]

  assert.match(zsh.stdout, /^#compdef enddel/)
  assert.match(
    fish.stdout,
    /^complete -c enddel -n '__fish_seen_subcommand_from serve' -l market -x -a 'live demo off' /m,
  )
  assert.is(other.code, 2)
  assert.match(other.stderr, 'did you mean fish?')
})

completion.run()
