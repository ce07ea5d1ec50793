import type { Running } from '../core/lifecycle.ts'

/** Does `work` now and then, without keeping the process. A turn that comes due while one is under way is left out; closing waits for that one. */
export function every(ms: number, work: () => Promise<void> | void, onFailure: (error: unknown) => void): Running {
  let working: Promise<void> | undefined
  const next = () => {
    working ??= Promise.resolve()
      .then(work)
      .catch(onFailure)
      .finally(() => (working = undefined))
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
