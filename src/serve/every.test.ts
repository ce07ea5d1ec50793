import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createHeard } from '../testing/heard.ts'
import { createSignal } from '../testing/signal.ts'
import { every } from './every.ts'

const turns = suite('serve/every')

turns('does its work again and again, until it is closed', async () => {
  const done = createHeard<number>()
  const running = every(
    1,
    () => done.add(done.items.length),
    () => {},
  )

  await done.until(({ length }) => length >= 3)
  await running.close()
  const atClose = done.items.length
  await turnsGone(5)

  assert.is(done.items.length, atClose)
  await running.close()
})

turns('tells of a failure and goes on', async () => {
  const failed = createHeard<unknown>()
  const running = every(1, () => Promise.reject(new Error('boom')), failed.add)

  await failed.until(({ length }) => length >= 2)
  await running.close()

  assert.is((failed.items[1] as Error).message, 'boom')
})

turns('leaves out what comes due while it is at work, and does not make up for it', async () => {
  const begun = createHeard<number>()
  const finish = createSignal()
  const running = every(
    1,
    () => {
      begun.add(begun.items.length)
      return finish.given
    },
    () => {},
  )

  await begun.until(({ length }) => length === 1)
  await turnsGone(5)
  const meanwhile = begun.items.length
  const closing = running.close()
  finish.give()
  await closing

  assert.is(meanwhile, 1)
  assert.is(begun.items.length, 1)
})

turns('waits at its close for what it is at', async () => {
  const begun = createHeard<boolean>()
  const finish = createSignal()
  const running = every(
    1,
    () => {
      begun.add(true)
      return finish.given
    },
    () => {},
  )
  await begun.until(({ length }) => length === 1)

  let isClosed = false
  const closing = running.close().then(() => (isClosed = true))
  await turnsGone(2)
  const before = isClosed
  finish.give()
  await closing

  assert.is(before, false)
})

/** Waits until another one of the same pace had so many turns. */
async function turnsGone(count: number): Promise<void> {
  const gone = createHeard<number>()
  const other = every(
    1,
    () => gone.add(1),
    () => {},
  )
  await gone.until(({ length }) => length >= count)
  await other.close()
}

turns.run()
