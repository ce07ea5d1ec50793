/** What is running and has to be stopped. Closing twice is the same as closing once. */
export interface Running {
  close(): Promise<void>
}

/** The result of `work`, or `late()` thrown when it takes longer; the work itself goes on unheard. */
export async function before<Result>(
  ms: number,
  work: Result | PromiseLike<Result>,
  late: () => Error,
): Promise<Result> {
  if (!isThenable(work)) return work
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}

function isThenable<Result>(work: Result | PromiseLike<Result>): work is PromiseLike<Result> {
  return typeof (work as Partial<PromiseLike<Result>> | null | undefined)?.then === 'function'
}

/** Runs `work` with a deadline; true when it ended in time. The timer ends with the work. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  try {
    return await Promise.race([work.then(() => true), deadline])
  } finally {
    clearTimeout(timer)
  }
}
