import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chance, createWalk } from './demo-walk.ts'

const walk = suite('market/demo/demo-walk')

walk('goes the same way for the same seed, and another for another', () => {
  const [one, same, other] = [createWalk('a', 0.25), createWalk('a', 0.25), createWalk('b', 0.25)]
  const times = Array.from({ length: 50 }, (_, step) => noon + step * 777)

  assert.equal(times.map(one), times.map(same))
  assert.ok(times.every((time) => one(time) !== other(time)))
})

walk('stays within its reach', () => {
  const walk = createWalk('a', 0.25)
  const places = Array.from({ length: 5_000 }, (_, step) => walk(noon + step * 3_600_000))

  assert.ok(places.every((place) => place > 1 / 1.25 && place < 1.25))
  assert.ok(Math.max(...places) - Math.min(...places) > 0.05)
})

walk('makes small steps in a second, and larger ones in a day', () => {
  const walk = createWalk('a', 0.25)
  const step = (ms: number, count: number) => Math.abs(walk(noon + count * ms) / walk(noon + (count + 1) * ms) - 1)
  const steps = (ms: number) => Array.from({ length: 500 }, (_, count) => step(ms, count))

  assert.ok(Math.max(...steps(1_000)) < 0.001)
  assert.ok(Math.max(...steps(1_000)) > 0)
  assert.ok(Math.max(...steps(86_400_000)) > 0.01)
})

walk('has a chance for each count, spread from 0 to 1', () => {
  const chances = Array.from({ length: 1_000 }, (_, count) => chance('a', count))

  assert.ok(chances.every((chance) => chance >= 0 && chance < 1))
  assert.ok(Math.min(...chances) < 0.05 && Math.max(...chances) > 0.95)
  assert.is(chance('a', 7), chances[7])
})

const noon = Date.parse('2026-11-20T12:00:00Z')

walk.run()
