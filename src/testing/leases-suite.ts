import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Leases } from '../cache/leases.ts'
import { before } from '../core/lifecycle.ts'

/** Two callers of the same leases: two machines where leases reach so far, the same object where they do not. */
export interface LeasesPair {
  mine: Leases
  theirs: Leases
  close(): Promise<void>
}

/** What all leases do: `make` gives a pair for each test, with no lease held. */
export function leasesSuite(name: string, make: () => Promise<LeasesPair>): void {
  const contract = suite(name)

  async function withLeases(work: (pair: LeasesPair) => Promise<void>): Promise<void> {
    const pair = await make()
    try {
      await work(pair)
    } finally {
      await pair.close()
    }
  }

  contract('give the work to one of all who ask, and have the others look when it is done', () =>
    withLeases(async ({ mine, theirs }) => {
      let isDone = false
      const asked = Array.from({ length: 40 }, async (_, index) => {
        const lease = await (index % 2 === 0 ? mine : theirs).acquire('/', long)
        if (lease) {
          // All have asked by then, however slow a connection is.
          await Promise.all([roundTrip(mine), roundTrip(theirs)])
          isDone = true
          await lease.release()
        }
        return { isMine: lease !== undefined, isDone }
      })

      const outcomes = await soon(Promise.all(asked))

      assert.is(outcomes.filter(({ isMine }) => isMine).length, 1)
      assert.ok(outcomes.every((outcome) => outcome.isDone))
    }),
  )

  contract('give one to the next who asks after a release', () =>
    withLeases(async ({ mine, theirs }) => {
      await (await mine.acquire('/', long))!.release()

      const next = await theirs.acquire('/', long)

      assert.ok(next)
    }),
  )

  contract('keep keys apart', () =>
    withLeases(async ({ mine, theirs }) => {
      const held = [await mine.acquire('/a', long), await theirs.acquire('/b', long), await mine.acquire('/a b', long)]

      assert.ok(held.every(Boolean))
    }),
  )

  contract('wake those who wait for one key, not for another', () =>
    withLeases(async ({ mine, theirs }) => {
      const held = await mine.acquire('/a', long)
      const other = await mine.acquire('/b', long)
      let isWoken = false
      const waiting = theirs.acquire('/a', long).then(() => (isWoken = true))

      await other!.release()
      await roundTrip(theirs)
      const wasWoken = isWoken
      await held!.release()

      assert.is(wasWoken, false)
      assert.is(await soon(waiting), true)
    }),
  )

  contract('let the others go on when the holder is gone', () =>
    withLeases(async ({ mine, theirs }) => {
      await mine.acquire('/', short)

      const waited = await soon(theirs.acquire('/', long))
      const next = await theirs.acquire('/', long)

      assert.is(waited, undefined)
      assert.ok(next)
    }),
  )

  contract('let nobody wait longer than for the time they named', () =>
    withLeases(async ({ mine, theirs }) => {
      const held = await mine.acquire('/', long)

      const waited = await soon(theirs.acquire('/', short))

      assert.ok(held)
      assert.is(waited, undefined)
    }),
  )

  contract('leave the lease of another alone when they are released too late', () =>
    withLeases(async ({ mine, theirs }) => {
      const late = await mine.acquire('/', short)
      await soon(theirs.acquire('/', long))
      const held = await theirs.acquire('/', long)

      await late!.release()

      assert.ok(held)
      assert.is(await mine.acquire('/', short), undefined)
    }),
  )

  contract('are released twice without harm', () =>
    withLeases(async ({ mine, theirs }) => {
      const first = await mine.acquire('/', long)
      await first!.release()
      const second = await theirs.acquire('/', long)

      await first!.release()

      assert.ok(second)
      assert.is(await mine.acquire('/', short), undefined)
    }),
  )

  contract('wake those who wait when they are closed, and refuse them afterwards', () =>
    withLeases(async ({ mine, theirs }) => {
      await mine.acquire('/', long)
      const waiting = theirs.acquire('/', long)
      await roundTrip(theirs)

      await theirs.close()
      await theirs.close()

      assert.is(await soon(waiting), undefined)
      const [refused] = await Promise.allSettled([theirs.acquire('/', long)])
      assert.is(refused.status, 'rejected')
    }),
  )

  contract.run()
}

/** Longer than any test takes. */
const long = 60_000

/** Longer than asking takes. */
const short = 50

/** For what would also come at the end of the time. */
export function soon<Result>(work: Promise<Result>): Promise<Result> {
  return before(long / 4, work, () => new Error('waited for the end of the time'))
}

/** When it resolves, what was asked before has been heard. */
async function roundTrip(leases: Leases): Promise<void> {
  await (await leases.acquire('round trip', long))?.release()
}
