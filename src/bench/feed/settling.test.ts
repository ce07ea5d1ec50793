import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FeedMessage } from './feed-message.ts'
import { frontOf, mergeFronts, settle } from './settling.ts'

const settling = suite('bench/feed/settling')

/** Long enough that only an end of its own ends it. */
const waitMs = 60_000

settling('is over at once when all are as far', async () => {
  const clients = [follower('e1', 7), follower('e1', 8)]

  const { missed } = settle(clients, { front: { e1: 7 }, endedAt, waitMs })

  assert.is(await missed, 0)
})

settling('waits for those that are behind until they have heard of it', async () => {
  const [late, other] = [follower('e1', 5), follower('e1', 7)]
  const { missed, heard } = settle([late, other], { front: frontOf([late, other]), endedAt, waitMs })

  late.seq = 6
  heard(late, delta(6))
  late.seq = 7
  heard(late, delta(7))

  assert.is(await missed, 0)
})

settling('asks those that stay behind, to whom nothing may have happened', async () => {
  const late = follower('e1', 5, () => heard(late, delta(7, [])))
  const { missed, heard } = settle([late], { front: { e1: 7 }, endedAt, waitMs: 20 })

  assert.is(await missed, 0)
})

settling('lets them learn then what happened since, but not what others knew', async () => {
  const fine = follower('e1', 5, () => heard(fine, delta(9, [endedAt + 1])))
  const poor = follower('e1', 5, () => heard(poor, delta(9, [endedAt + 1, endedAt - 1])))
  const { missed, heard } = settle([fine, poor], { front: { e1: 7 }, endedAt, waitMs: 20 })

  assert.is(await missed, 1)
})

settling('counts who does not even get an answer, but not who is gone', async () => {
  const [silent, gone] = [follower('e1', 5), follower('e1', 5)]
  const { missed, left } = settle([silent, gone], { front: { e1: 7 }, endedAt, waitMs: 20 })

  left(gone)

  assert.is(await missed, 1)
})

settling('takes a snapshot for all there is, and asks which of two epochs is the newer', async () => {
  const snapshot: FeedMessage = { type: 'snapshot', epoch: 'e2', seq: 3 }
  const [told, first] = [follower('e1', 90), follower('e2', 3, () => heard(first, delta(3, [])))]
  const forgotten = follower('e1', 90, () => heard(forgotten, snapshot))
  const { missed, heard } = settle([told, first, forgotten], { front: { e1: 90, e2: 3 }, endedAt, waitMs: 20 })

  heard(told, snapshot)

  assert.is(await missed, 1)
})

settling('takes the foremost of all threads', () => {
  assert.equal(mergeFronts([{ e1: 7 }, { e1: 9, e2: 1 }, {}]), { e1: 9, e2: 1 })
})

const endedAt = 1_000

function follower(epoch: string, seq: number, resume = () => {}) {
  return { epoch, seq, resume }
}

/** With figures of these times. */
function delta(seq: number, times: readonly number[] = [endedAt - 1]): FeedMessage {
  const [oldest, newest] = [Math.min(...times), Math.max(...times)]
  return {
    type: 'delta',
    epoch: 'e1',
    seq,
    times: times.length > 0 ? { oldest, newest, newestLive: newest } : undefined,
  }
}

settling.run()
