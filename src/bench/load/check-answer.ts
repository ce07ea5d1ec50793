import { messageOf } from '../../core/errors.ts'
import type { AnswerHead } from './answer-head.ts'
import { decodeBody, digestOf, sha256 } from './decode-body.ts'
import type { PlannedRequest } from './load-plan.ts'

export { decodeBody, digestOf } from './decode-body.ts'

/** Says what is wrong with the answer to a request, or undefined. */
export type AnswerCheck = (request: number, answer: CheckedAnswer) => string | undefined

export interface CheckedAnswer {
  head: Pick<AnswerHead, 'status' | 'fields'>
  /** As it was sent, without the chunks it came in. */
  body: Buffer
}

const mostRemembered = 4

/** Bodies that were found good are remembered as they were sent, so that most need not be decoded. */
export function createAnswerCheck(requests: readonly PlannedRequest[]): AnswerCheck {
  const good: string[][] = requests.map(() => [])

  return (index, { head, body }) => {
    const request = requests[index]!
    const { target, expect } = request
    const headProblem = headProblemOf(request, head)
    if (headProblem !== undefined) return headProblem
    if (expect.digest === undefined || request.method === 'HEAD') return undefined
    const [remembered, raw] = [good[index]!, sha256(body)]
    if (remembered.includes(raw)) return undefined
    const problem = bodyProblemOf(expect, body, head.fields['content-encoding'])
    if (problem !== undefined) return `${target}: ${problem}`
    if (remembered.push(raw) > mostRemembered) remembered.shift()
    return undefined
  }
}

/** What is looked at in every answer. */
export function statusProblemOf({ target, expect }: PlannedRequest, status: number): string | undefined {
  return status === expect.status ? undefined : `${target}: the status is ${status} instead of ${expect.status}`
}

function headProblemOf(request: PlannedRequest, { status, fields }: CheckedAnswer['head']): string | undefined {
  const problem = statusProblemOf(request, status)
  if (problem !== undefined) return problem
  for (const [name, value] of Object.entries(request.expect.fields)) {
    if (fields[name] === value) continue
    const is = fields[name] === undefined ? 'is missing' : `is ${JSON.stringify(fields[name])}`
    return `${request.target}: the field ${name} ${is} instead of ${JSON.stringify(value)}`
  }
  return undefined
}

function bodyProblemOf(
  { digest, mask }: PlannedRequest['expect'],
  body: Buffer,
  coding: string | undefined,
): string | undefined {
  try {
    const decoded = decodeBody(body, coding)
    if (digestOf(decoded, mask) === digest) return undefined
    return `the body (${decoded.length} bytes) is not the expected one`
  } catch (error) {
    return `the body cannot be decoded: ${messageOf(error)}`
  }
}
