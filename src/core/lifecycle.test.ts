import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from './lifecycle.ts'

const lifecycle = suite('core/lifecycle')

lifecycle('is true for work that ends in time', async () => {
  assert.is(await within(30_000, Promise.resolve('done')), true)
})

lifecycle('is false for work that does not end', async () => {
  assert.is(await within(1, new Promise(() => {})), false)
})

lifecycle('passes on that the work failed', async () => {
  const failure = await within(30_000, Promise.reject(new Error('boom'))).catch((error: unknown) => error)

  assert.is((failure as Error).message, 'boom')
})

lifecycle('leaves no timer behind', async () => {
  const before = timers()

  await within(30_000, Promise.resolve())
  await within(30_000, Promise.reject(new Error('boom'))).catch(() => {})

  assert.is(timers(), before)
})

lifecycle('takes no notice of work that fails after the deadline', async () => {
  let fail: (error: Error) => void = () => {}
  const unhandled: unknown[] = []
  const collect = (error: unknown) => unhandled.push(error)
  process.on('unhandledRejection', collect)

  const isInTime = await within(1, new Promise((_, reject) => (fail = reject)))
  fail(new Error('late'))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', collect)

  assert.is(isInTime, false)
  assert.equal(unhandled, [])
})

lifecycle.run()

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
}
