import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSignal } from '../testing/signal.ts'
import { createRebuilds } from './rebuilds.ts'

const rebuilds = suite('prerender/rebuilds')

rebuilds('builds one at a time, and once more however often it is asked meanwhile', async () => {
  const { build, begun, ends, count } = heldBuilds()
  const all = createRebuilds(build)

  all.request()
  await begun[0]!.given
  for (let more = 0; more < 5; more++) all.request()
  ends[0]!.give()
  await begun[1]!.given
  ends[1]!.give()
  await all.close()

  assert.is(count(), 2)
})

rebuilds('builds again when it is asked after the last has ended', async () => {
  const { build, begun, ends, count } = heldBuilds()
  const all = createRebuilds(build)
  for (const end of ends) end.give()

  all.request()
  await begun[0]!.given
  await new Promise(setImmediate)
  all.request()
  await begun[1]!.given
  await all.close()

  assert.is(count(), 2)
})

rebuilds('lets the build under way end when it is closed, and begins no other', async () => {
  const { build, begun, ends, count } = heldBuilds()
  const all = createRebuilds(build)
  all.request()
  await begun[0]!.given
  all.request()

  const closed = all.close()
  ends[0]!.give()
  await closed

  assert.is(count(), 1)
})

/** Builds that end when they are told to. */
function heldBuilds() {
  const begun = Array.from({ length: 3 }, createSignal)
  const ends = Array.from({ length: 3 }, createSignal)
  let count = 0
  const build = () => {
    const number = count++
    begun[number]!.give()
    return ends[number]!.given
  }
  return { build, begun, ends, count: () => count }
}

rebuilds.run()
