import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createKnownAnswers } from './known-answers.ts'
import type { PlannedRequest } from './load-plan.ts'

const known = suite('bench/load/known-answers')

known('the first answer of each request is kept, its like is not, another length is', () => {
  const meet = meeting(2)

  const kept = [meet(0, 10), meet(1, 10), meet(0, 10), ...Array.from({ length: 8 }, () => meet(1, 10)), meet(0, 11)]

  assert.equal(kept, [true, true, false, ...Array(8).fill(false), true])
})

known('of lengths that keep changing one in eight is kept', () => {
  const meet = meeting(1)

  const kept = Array.from({ length: 801 }, (_, index) => meet(0, index)).filter(Boolean)

  assert.is(kept.length, 101)
})

known('a length that was not kept is kept when it comes again in its turn', () => {
  const meet = meeting(1)
  for (let length = 0; length < 10; length++) meet(0, length)

  const kept = Array.from({ length: 8 }, () => meet(0, 5))

  assert.is(kept.filter(Boolean).length, 1)
})

known('a length that was not kept is not recognised, or it would never be kept', () => {
  const { meet, layouts } = createKnownAnswers(requests(1), () => 1)
  meet(0, head(10), bytes(10))

  const isKept = meet(0, head(11), bytes(11))

  assert.equal([isKept, layouts[0]?.bodyBytes], [false, 10])
})

known('beyond a thousand lengths it recognises the last one of each request', () => {
  let answers = 0
  const { meet, layouts } = createKnownAnswers(requests(3000), () => answers++ * 8)

  for (let request = 0; request < 3000; request++) meet(request, head(7), bytes(7))

  assert.ok(layouts.every((layout) => layout?.bodyBytes === 7))
})

known('a body without a length is kept in one of eight', () => {
  const meet = meeting(1)

  const kept = Array.from({ length: 81 }, () => meet(0, 'chunked')).filter(Boolean)

  assert.is(kept.length, 11)
})

known.run()

function requests(count: number): PlannedRequest[] {
  const expect = { status: 200, fields: {}, digest: undefined, mask: [] }
  return Array.from({ length: count }, () => ({ text: '', method: 'GET', target: '/', expect }))
}

/** Meets an answer to a request with a body of that length; each call is one more answer. */
function meeting(count: number) {
  let answers = 0
  const { meet } = createKnownAnswers(requests(count), () => answers)
  return (request: number, length: number | 'chunked') => {
    const isKept = meet(request, head(length), bytes(length))
    answers++
    return isKept
  }
}

function head(body: number | 'chunked') {
  return { status: 200, fields: {}, body, isLast: false }
}

function bytes(length: number | 'chunked'): Buffer {
  return Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`)
}
