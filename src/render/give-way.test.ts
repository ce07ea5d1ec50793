import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const way = suite('render/give-way')

const schedOther = 0
const schedIdle = 5
const source = `
  const { parentPort } = require('node:worker_threads')
  import(${JSON.stringify(new URL(`./give-way${extname(import.meta.url)}`, import.meta.url).href)}).then(({ giveWay }) => {
    giveWay()
    parentPort.postMessage('given')
    setInterval(() => {}, 1_000)
  })
`

way('is given by one thread alone, for whoever wants its core', async () => {
  const before = policies()

  const thread = new Worker(source, { eval: true })
  await once(thread, 'message')
  const during = policies()
  await thread.terminate()

  assert.equal(idleOf(before), [])
  const [idle] = idleOf(during)
  assert.is(idleOf(during).length, 1)
  assert.is(idle?.nice, 19)
  assert.is(during.find(({ id }) => id === String(process.pid))?.policy, schedOther)
})

way('is given as far as it goes where there is no chrt', async () => {
  const thread = new Worker(source, { eval: true, env: { PATH: '/nowhere' } })
  await once(thread, 'message')
  const during = policies()
  await thread.terminate()

  assert.equal(idleOf(during), [])
  assert.is(during.filter(({ nice }) => nice === 19).length, 1)
})

interface Thread {
  id: string
  nice: number
  policy: number
}

/** Of all threads of this process: proc_pid_stat(5), fields 19 and 41. */
function policies(): Thread[] {
  return readdirSync('/proc/self/task').map((id) => {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { id, nice: Number(fields[19 - 3]), policy: Number(fields[41 - 3]) }
  })
}

function idleOf(threads: readonly Thread[]): Thread[] {
  return threads.filter(({ policy }) => policy === schedIdle)
}

way.run()
