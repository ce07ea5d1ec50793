import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { comings, following, othersComeBack } from '../../testing/plain-stream.ts'
import { closesAtOnce, refuses, sends } from '../../testing/stub-stream.ts'

const reconnecting = suite('market/streams/stream-reconnect')

reconnecting('comes back when it was closed right after it was let in, however often', async () => {
  await following(closesAtOnce, {}, async ({ stub, told, quotes }) => {
    await stub.asked.until(({ length }) => length === 20)
    stub.play(sends('1'))
    await quotes(1)

    assert.equal(told.items, [{ kind: 'network', detail: 'closed with 1013' }, 1, 'fine'])
  })
})

reconnecting('says that a connection is lost, and when quotes come again', async () => {
  await following(sends('1'), {}, async ({ stub, told, quotes }) => {
    await quotes(1)
    stub.accepted[0]!.terminate()
    await quotes(2)

    assert.equal(told.items, [1, 'fine', { kind: 'network', detail: 'closed with 1006' }, 1, 'fine'])
  })
})

reconnecting('does not come again before it was asked to', async () => {
  await following(refuses(429, { 'Retry-After': '99999999999' }), {}, async ({ stub, told }) => {
    await told.until(({ length }) => length === 1)
    await othersComeBack(stub) // and this one was not asked to wait

    assert.equal(told.items, [{ kind: 'rate-limited', retryAfterMs: 99_999_999_999_000 }])
    assert.is(comings(stub), 1)
  })
})

reconnecting('has the next connection before it leaves one that is to be closed', async () => {
  await following(sends('1'), {}, async ({ stub, told, quotes }) => {
    await quotes(1)
    stub.play(sends())
    const [first] = stub.accepted
    first!.send('"leaving"')
    first!.send('"leaving"')
    await stub.asked.until(({ length }) => length === 2)
    first!.send('2')
    await quotes(2)
    stub.accepted[1]!.send('3')
    await stub.ended.until(({ length }) => length === 1)
    stub.accepted[1]!.send('4')
    await quotes(4)

    assert.equal(told.items, [1, 'fine', 2, 3, 4])
    assert.equal(stub.ended.items, [{ index: 0, code: 1000 }])
    assert.is(stub.asked.items.length, 2)
  })
})

reconnecting('replaces a connection that is old, without a gap', async () => {
  await following(sends('1'), { lifeMs: 10 }, async ({ stub, told }) => {
    await stub.ended.until(({ length }) => length === 3)

    assert.equal(
      told.items.filter((item) => item !== 1),
      ['fine'],
    )
    assert.equal(stub.ended.items[0], { index: 0, code: 1000 })
  })
})

reconnecting('stays with what it has while the next one fails', async () => {
  await following(sends('1'), {}, async ({ stub, told, quotes }) => {
    await quotes(1)
    stub.play(refuses(500))
    stub.accepted[0]!.send('"leaving"')
    await stub.asked.until(({ length }) => length === 4)
    stub.accepted[0]!.send('2')
    await quotes(2)
    stub.play(sends('"sorry"', '"leaving"', '3'))
    await quotes(3)

    assert.equal(told.items.slice(0, 4), [1, 'fine', 2, 3])
  })
})

reconnecting('says so when the old one ends before there is a next one', async () => {
  await following(sends('1'), {}, async ({ stub, told, quotes }) => {
    await quotes(1)
    stub.play(sends())
    stub.accepted[0]!.send('"leaving"')
    await stub.asked.until(({ length }) => length === 2)
    stub.accepted[0]!.close(1001)
    await told.until(({ length }) => length === 3)
    await othersComeBack(stub)
    stub.accepted[1]!.send('2')
    await quotes(2)

    assert.equal(told.items, [1, 'fine', { kind: 'network', detail: 'closed with 1001' }, 2, 'fine'])
    assert.is(comings(stub), 2)
  })
})

reconnecting('comes no sooner than the next one may when the old one ends', async () => {
  await following(sends('1'), {}, async ({ stub, told, quotes }) => {
    await quotes(1)
    stub.play(refuses(429, { 'Retry-After': '3600' }))
    stub.accepted[0]!.send('"leaving"')
    await stub.asked.until(({ length }) => length === 2)
    await othersComeBack(stub)
    stub.accepted[0]!.close(1001)
    await told.until(({ length }) => length === 3)
    await othersComeBack(stub)

    assert.is(comings(stub), 2)
  })
})

reconnecting('also leaves a connection that was to be closed before its first quote', async () => {
  await following(sends('"leaving"', '1'), {}, async ({ stub, told }) => {
    await stub.ended.until(({ length }) => length === 2)

    assert.equal(told.items.slice(0, 3), [1, 'fine', 1])
  })
})

reconnecting('does not wait longer and longer when its connections had stood well', async () => {
  let now = 0
  const waits = { firstBackoffMs: 1, maxBackoffMs: 60_000, random: () => 1, now: () => now }
  await following(sends('1'), waits, async ({ stub, quotes }) => {
    for (let count = 1; count <= 30; count++) {
      await quotes(count)
      now += 60_000
      stub.accepted.at(-1)!.terminate()
    }

    await quotes(31)
    assert.is(stub.accepted.length, 31)
  })
})

reconnecting('does not come back when it is closed while it waits', async () => {
  await following(refuses(500), {}, async ({ stub, told, stream }) => {
    await told.until(({ length }) => length === 1)

    await stream.close()
    const before = comings(stub)
    await othersComeBack(stub)

    assert.is(comings(stub), before)
    assert.is(told.items.length, 1)
  })
})

reconnecting.run()
