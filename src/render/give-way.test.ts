import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { Worker, type WorkerOptions } from 'node:worker_threads'
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
  const [own, ...others] = await changedBy({})

  assert.is(own?.policy, schedIdle)
  assert.is(own?.nice, 19)
  assert.equal(others, [])
})

way('is given as far as it goes where there is no chrt', async () => {
  const [own, ...others] = await changedBy({ env: { PATH: '/nowhere' } })

  assert.is(own?.policy, schedOther)
  assert.is(own?.nice, 19)
  assert.equal(others, [])
})

/** The threads of this process that give way when one more has done so. */
async function changedBy(options: WorkerOptions): Promise<Thread[]> {
  const before = threads()
  const thread = new Worker(source, { eval: true, ...options })
  await once(thread, 'message')
  const during = threads()
  await thread.terminate()
  const isAsBefore = (one: Thread) =>
    before.some(({ id, nice, policy }) => id === one.id && nice === one.nice && policy === one.policy)
  return during.filter((one) => !isAsBefore(one) && (one.nice !== 0 || one.policy !== schedOther))
}

interface Thread {
  id: string
  nice: number
  policy: number
}

/** Of this process: proc_pid_stat(5), fields 19 and 41. */
function threads(): Thread[] {
  return readdirSync('/proc/self/task').map((id) => {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { id, nice: Number(fields[19 - 3]), policy: Number(fields[41 - 3]) }
  })
}

way.run()
