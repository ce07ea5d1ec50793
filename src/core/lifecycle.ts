/** What is running and has to be stopped. Closing twice is the same as closing once. */
export interface Running {
  close(): Promise<void>
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
