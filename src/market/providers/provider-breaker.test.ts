import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { messageOf } from '../../core/errors.ts'
import { withMovedClock } from '../../testing/moved-clock.ts'
import { createSignal } from '../../testing/signal.ts'
import { createProviderBreaker } from './provider-breaker.ts'

const breaker = suite('market/providers/provider-breaker')

const options = { failures: 2, restMs: 60_000, successes: 2 }

/** A breaker on a clock that is moved, with what it told. */
async function withBreaker(
  work: (parts: {
    fails(): Promise<string>
    works(): Promise<string>
    run(work: () => Promise<string>): Promise<string>
    move(ms: number): void
    changes: boolean[]
  }) => Promise<void>,
): Promise<void> {
  await withMovedClock(async (move) => {
    const changes: boolean[] = []
    const { run } = createProviderBreaker(options, {
      isFault: ({ message }) => message === 'fault',
      resting: () => new Error('resting'),
      onChange: (isOpen) => changes.push(isOpen),
      now: () => Date.now(),
    })
    const heard = (work: () => Promise<string>) => run(work).catch(messageOf)
    const fails = () => heard(() => Promise.reject(new Error('fault')))
    const works = () => heard(() => Promise.resolve('works'))
    await work({ fails, works, run: heard, move, changes })
  })
}

breaker('opens after failures in a row, and not for others', async () => {
  await withBreaker(async ({ fails, works, run, changes }) => {
    await fails()
    await works()
    await fails()
    for (let index = 0; index < 3; index++) await run(() => Promise.reject(new Error('no fault')))
    assert.equal(changes, [])

    await fails()
    assert.is(await works(), 'resting')
    assert.equal(changes, [true])
  })
})

breaker('forgets failures of long ago', async () => {
  await withBreaker(async ({ fails, works, move }) => {
    await fails()
    move(300_001)
    await fails()
    assert.is(await works(), 'works')

    await fails()
    move(300_000)
    await fails()
    assert.is(await works(), 'resting')
  })
})

breaker('lets one try after the rest, and the others go at once', async () => {
  await withBreaker(async ({ fails, works, run, move }) => {
    await fails()
    await fails()
    move(60_000)
    const signal = createSignal()
    const trying = run(() => signal.given.then(() => 'tried'))

    assert.is(await works(), 'resting')

    signal.give()
    assert.is(await trying, 'tried')
    assert.is(await works(), 'works')
  })
})

breaker('opens at any failure until it has proved itself, and tells of it once', async () => {
  await withBreaker(async ({ fails, works, move, changes }) => {
    await fails()
    await fails()
    move(60_000)
    assert.is(await works(), 'works')
    assert.is(await fails(), 'fault')
    assert.is(await works(), 'resting')
    move(60_000)
    await fails()
    assert.is(await works(), 'resting')
    assert.equal(changes, [true])

    move(60_000)
    await works()
    await works()
    assert.equal(changes, [true, false])
    await fails()
    assert.is(await works(), 'works')
  })
})

breaker.run()
