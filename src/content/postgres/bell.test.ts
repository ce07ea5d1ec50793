import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createHeard } from '../../testing/heard.ts'
import { createBell } from './bell.ts'

const bells = suite('content/postgres/bell')

const never = 1_000_000

bells('are heard when they ring', async () => {
  const bell = createBell(0)
  const heard = bell.heard(never)

  bell.ring()

  assert.is(await heard, undefined)
})

bells('are heard when they rang before', async () => {
  const bell = createBell(0)

  bell.ring()

  assert.is(await bell.heard(never), undefined)
})

bells('are given up after a while', async () => {
  assert.is(await createBell(never).heard(1), undefined)
})

bells('are heard once, however often they rang until then', async () => {
  const bell = createBell(5)
  const heard = createHeard<string>()
  const first = bell.heard(never)
  for (let times = 0; times < 100; times += 1) bell.ring()
  queueMicrotask(bell.ring)
  setImmediate(bell.ring)
  await first

  const second = bell.heard(never).then(() => heard.add('again'))
  await new Promise(setImmediate)
  const before = [...heard.items]
  bell.ring()
  await second

  assert.equal([before, heard.items], [[], ['again']])
})

bells.run()
