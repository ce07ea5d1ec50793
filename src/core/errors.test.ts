import { readFile } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EnddelError, errnoOf, messageOf } from './errors.ts'

const errors = suite('core/errors')

errors('carry a code, a hint and what was behind them', () => {
  const cause = new Error('cause')

  const error = new EnddelError('E_OUT', 'cannot write', { hint: 'make room', cause })

  assert.instance(error, Error)
  assert.equal(
    [error.name, error.code, error.message, error.hint, error.cause],
    ['EnddelError', 'E_OUT', 'cannot write', 'make room', cause],
  )
})

errors('need no hint', () => {
  assert.is(new EnddelError('E_OUT', 'cannot write').hint, undefined)
})

errors('give their message, and whatever else is thrown its text', () => {
  assert.is(messageOf(new TypeError('boom')), 'boom')
  assert.is(messageOf('just text'), 'just text')
  assert.is(messageOf(undefined), 'undefined')
})

errors('of the system have a code', async () => {
  const failure = await readFile('/nowhere/file').catch((error: unknown) => error)

  assert.is(errnoOf(failure), 'ENOENT')
})

errors('of other kinds have none', () => {
  assert.is(errnoOf(new Error('boom')), undefined)
  assert.is(errnoOf({ code: 'ENOENT' }), undefined)
  assert.is(errnoOf(Object.assign(new Error('boom'), { code: 7 })), undefined)
})

errors.run()
