import type { Running } from '../core/lifecycle.ts'

/** Does `work` now and then, one after the other, without keeping the process; closing waits for what is under way. */
export function every(ms: number, work: () => Promise<void> | void, onFailure: (error: unknown) => void): Running {
  let working = Promise.resolve()
  const next = () => {
    working = working.then(work).catch(onFailure)
  }
  const timer = setInterval(next, ms)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      await working
    },
  }
}
