import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError, messageOf } from '../core/errors.ts'
import { outcomesOf, type Shared } from './outcomes.ts'

const outcomes = suite('render/outcomes')

outcomes('are those of each of a list of tasks, one after the other', async () => {
  const order: string[] = []
  const shared = newShared()
  const work = async (number: number) => {
    if (number < 0) throw new EnddelError('E_OUT', 'no room', { hint: 'make room' })
    order.push(`begin ${number} at ${shared.places.tasks.join(' ')}`)
    await new Promise(setImmediate)
    order.push(`end ${number}`)
    if (number === 0) throw 'no number'
    return number * 2
  }
  const found = await outcomesOf({ tasks: [3, 0, 1, -1], list: 1 }, work, shared)

  assert.equal(order, ['begin 3 at 0 1 0', 'end 3', 'begin 0 at 0 2 0', 'end 0', 'begin 1 at 0 3 0', 'end 1'])
  assert.equal([found[0], found[2]], [{ result: 6 }, { result: 2 }])
  assert.equal(found[3], { refusal: ['E_OUT', 'no room', { hint: 'make room' }] })
  const { error } = found[1] as { error: unknown }
  assert.instance(error, Error)
  assert.is(messageOf(error), 'no number')
})

outcomes('of a batch are there before the next is begun', async () => {
  const order: string[] = []
  const work = async (name: string) => {
    order.push(`begin ${name}`)
    await new Promise(setImmediate)
    order.push(`end ${name}`)
  }
  const begin = (tasks: string[], list: number) => outcomesOf({ tasks, list }, work, newShared())

  await Promise.all([begin(['a', 'b'], 0), begin(['c'], 1)])

  assert.equal(order, ['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c'])
})

function newShared(): Shared {
  return { ending: new Uint8Array(1), places: { tasks: new Int32Array(3), threads: new Int32Array(3) } }
}

outcomes.run()
