import { EnddelError, messageOf } from '../core/errors.ts'

/** The error with which `work` refuses; a bug comes out as it is. */
export function refusalOf(work: () => unknown): EnddelError {
  try {
    work()
  } catch (error) {
    if (error instanceof EnddelError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** The same for work that takes time. */
export async function refusalOfAsync(work: Promise<unknown>): Promise<EnddelError> {
  const error = await work.then(
    () => new Error('nothing was refused'),
    (failure: unknown) => failure,
  )
  if (error instanceof EnddelError) return error
  throw error
}

/** Whatever `work` rejects with; undefined when it does not. */
export function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** What `work` rejects with, in words. */
export function failureMessage(work: Promise<unknown>): Promise<string> {
  return work.then(() => {
    throw new Error('nothing failed')
  }, messageOf)
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof EnddelError ? error.code : undefined
}
