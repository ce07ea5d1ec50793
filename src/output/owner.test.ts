import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasEnded, ownerPattern, ownName } from './owner.ts'

const owner = suite('output/owner')

owner('knows that it runs itself, by a name that may stand in a file name', () => {
  const name = ownName()

  assert.is(hasEnded(name), false)
  assert.match(name, new RegExp(`^${ownerPattern.source}$`))
  assert.not.match(name, /[/-]/)
})

owner('knows that another process runs, and that it has ended', async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  const [, ...rest] = ownName().split('.')
  const name = [child.pid, startOf(child.pid!), ...rest.slice(1)].join('.')

  const before = hasEnded(name)
  child.kill('SIGKILL')
  await once(child, 'exit')

  assert.equal([before, hasEnded(name)], [false, true])
})

owner('takes another process that has got the number of one that ended for another', () => {
  const [pid, , ...rest] = ownName().split('.')

  assert.is(hasEnded([pid, '1', ...rest].join('.')), true)
})

owner('knows that what ran before the machine was started again has ended', () => {
  const [pid, start, host, , space] = ownName().split('.')

  assert.is(hasEnded([pid, start, host, '0'.repeat(16), space].join('.')), true)
})

owner('says nothing of processes on other machines, or in other containers', () => {
  const [pid, start, host, boot, space] = ownName().split('.')
  const other = '0'.repeat(16)

  assert.is(hasEnded([pid, start, other, boot, space].join('.')), undefined)
  assert.is(hasEnded(['1', start, host, boot, other].join('.')), undefined)
})

owner.run()

function startOf(pid: number): string {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19]!
}
