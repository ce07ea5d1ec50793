import { setImmediate as nextTurn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { leasesSuite } from '../testing/leases-suite.ts'
import { createLocalLeases } from './local-leases.ts'

const local = suite('cache/local-leases')

/** Longer than any test takes. */
const long = 60_000

leasesSuite('cache/local-leases, as leases', async () => {
  const leases = createLocalLeases()
  return { mine: leases, theirs: leases, close: leases.close }
})

local('wake those who wait at once when they are closed', async () => {
  const { acquire, close } = createLocalLeases()
  await acquire('/', long)
  let isWoken = false
  void acquire('/', long).then(() => (isWoken = true))

  await close()
  await nextTurn()

  assert.ok(isWoken)
})

local('leave no timer behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const { acquire, close } = createLocalLeases()
  const before = timers()

  await (await acquire('/a', long))!.release()
  await acquire('/b', long)
  const waiting = acquire('/b', long)
  await close()
  await waiting

  assert.ok(timers() <= before)
})

local.run()
