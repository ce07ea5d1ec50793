import { spawnSync } from 'node:child_process'
import { extname } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coresIn, findPinning } from './pinning.ts'

const pinning = suite('serve/cluster/pinning')

pinning('reads the cores a process may use', () => {
  assert.equal(coresIn("pid 7's current affinity list: 0-3,8\n"), [0, 1, 2, 3, 8])
  assert.equal(coresIn("pid 7's current affinity list: 5"), [5])
  assert.equal(coresIn('4,6-7'), [4, 6, 7])
  assert.equal(coresIn(''), [])
  assert.equal(coresIn('failed'), [])
})

pinning('goes round the cores this process may use, with a command that works', () => {
  const warnings: string[] = []
  const allowed = coresIn(spawnSync('taskset', ['-c', '-p', String(process.pid)], { encoding: 'utf8' }).stdout)

  const pinWith = findPinning((warning) => warnings.push(warning))!
  const used = [...allowed, allowed[0]!].map((_, index) => {
    const [command = '', ...args] = pinWith(index)
    const inner = ['sh', '-c', 'taskset -c -p $$']
    return coresIn(spawnSync(command, [...args, ...inner], { encoding: 'utf8' }).stdout)
  })

  assert.equal(
    used,
    [...allowed, allowed[0]!].map((core) => [core]),
  )
  assert.equal(warnings, [])
})

pinning('keeps within the cores that were given to this process', () => {
  const allowed = coresIn(spawnSync('taskset', ['-c', '-p', String(process.pid)], { encoding: 'utf8' }).stdout)
  const last = String(allowed.at(-1))
  const file = new URL(`./pinning${extname(import.meta.url)}`, import.meta.url).href
  const code = `import { findPinning } from '${file}'; console.log(findPinning(console.error)(0).at(-1))`
  const node = [process.execPath, ...process.execArgv, '--input-type=module', '-e', code]

  const { stdout, stderr } = spawnSync('taskset', ['-c', last, ...node], { encoding: 'utf8' })

  assert.is(stdout.trim(), last, stderr)
})

pinning('warns where there is no way to do it', () => {
  const path = process.env.PATH
  const warnings: string[] = []
  process.env.PATH = '/nowhere'
  try {
    assert.is(
      findPinning((warning) => warnings.push(warning)),
      undefined,
    )
  } finally {
    process.env.PATH = path
  }

  assert.equal(warnings, ['V8_PIN_THREADS has no effect: there is no taskset on this machine'])
})

pinning.run()
