import { DelegateBackoff, handleType, type IRetryBackoffContext, retry } from 'cockatiel'
import { z } from 'zod'
import type { Asked, Exchange } from './provider-exchange.ts'
import type { ProviderLimits } from './provider-limits.ts'
import { ProviderError, type ProviderName, type ProviderProblem } from '../quote.ts'
import type { Answer } from './read-answer.ts'
import { redact } from './redact.ts'
import { retryAfterMs } from './retry-after.ts'
import { statusProblem } from './status-problem.ts'

export interface Question<Schema extends z.ZodType> extends Asked {
  schema: Schema
  /** What an answer of any status says that its status does not; undefined when that is all there is. */
  classify?(answer: Answer): ProviderProblem | undefined
}

export interface AttemptOptions {
  name: ProviderName
  secrets: readonly string[]
  timeoutMs: number
  attempts: number
  backoffMs: number
  now(): number
  random(): number
}

/** Asks, and asks again when it is worth it and there is time. Rejects with ProviderError, or the reason of `stop`. */
export type Attempts = <Schema extends z.ZodType>(
  question: Question<Schema>,
  stop: AbortSignal,
) => Promise<z.output<Schema>>

export function createAttempts(
  options: AttemptOptions,
  { send }: Pick<Exchange, 'send'>,
  limits: ProviderLimits,
): Attempts {
  const { name, secrets, timeoutMs, attempts, backoffMs, now, random } = options
  // Its timer does not keep the process alive: that of the question does, and ends with it.
  const again = retry(handleType(Passing), { maxAttempts: attempts - 1, backoff: passingBackoff }).dangerouslyUnref()

  /** The provider's own word wins over the usual steps, and its rate holds in any case. */
  function waitMs(problem: ProviderProblem, status: number | undefined, attempt: number): number {
    const step = backoffMs * 2 ** attempt * (status === banned ? 2 : 1)
    const asked = problem.kind === 'rate-limited' ? problem.retryAfterMs : undefined
    return Math.max(asked ?? step * (0.5 + random() / 2), limits.inMs())
  }

  return async (question, stop) => {
    const endsAt = now() + timeoutMs
    return await again.execute(async ({ attempt }) => {
      stop.throwIfAborted()
      const outcome = readOutcome(question, await send(question, stop), now())
      if ('value' in outcome) return outcome.value
      const { problem, status } = outcome
      if (problem.kind === 'rate-limited' && problem.retryAfterMs !== undefined) limits.hold(problem.retryAfterMs)
      const wait = waitMs(problem, status, attempt)
      if (!isPassing(problem) || attempt + 1 >= attempts || wait >= endsAt - now())
        throw new ProviderError(name, redacted(problem, secrets))
      limits.take()
      throw new Passing(wait)
    }, stop)
  }
}

/** An attempt failed, and another follows. Only a question that was given up ends with it, unheard. */
class Passing extends Error {
  readonly waitMs: number

  constructor(waitMs: number) {
    super(`again in ${waitMs} ms`)
    this.waitMs = waitMs
  }
}

const passingBackoff = new DelegateBackoff(({ result }: IRetryBackoffContext<unknown>) =>
  'error' in result && result.error instanceof Passing ? result.error.waitMs : 0,
)

/** How Binance says that an address is shut out. */
const banned = 418

function isPassing(problem: ProviderProblem): boolean {
  if (problem.kind === 'upstream') return problem.status >= 500
  return problem.kind === 'rate-limited' || problem.kind === 'network'
}

type Outcome<Value> = { value: Value } | { problem: ProviderProblem; status?: number }

function readOutcome<Schema extends z.ZodType>(
  { schema, classify }: Question<Schema>,
  answer: Answer | ProviderProblem,
  now: number,
): Outcome<z.output<Schema>> {
  if ('kind' in answer) return { problem: answer }
  const { status, headers, body } = answer
  const problem = classify?.(answer) ?? statusProblem(status)
  if (problem) return { problem: withWait(problem, retryAfterMs(headers['retry-after'], now)), status }
  if (body === undefined) return { problem: { kind: 'shape', detail: 'not JSON' }, status }
  const result = schema.safeParse(body)
  return result.success
    ? { value: result.data }
    : { problem: { kind: 'shape', detail: firstIssue(result.error) }, status }
}

/** A server that says when to come again is not down, whatever its status. */
function withWait(problem: ProviderProblem, retryAfterMs: number | undefined): ProviderProblem {
  const isWait = problem.kind === 'rate-limited' || (problem.kind === 'upstream' && problem.status >= 500)
  return isWait && retryAfterMs !== undefined ? { kind: 'rate-limited', retryAfterMs } : problem
}

function firstIssue({ issues: [first] }: z.ZodError): string {
  if (!first) return 'not the right shape'
  return first.path.length > 0 ? `${first.path.join('.')}: ${first.message}` : first.message
}

function redacted(problem: ProviderProblem, secrets: readonly string[]): ProviderProblem {
  return 'detail' in problem ? { ...problem, detail: redact(problem.detail, secrets) } : problem
}
