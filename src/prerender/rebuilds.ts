import type { Running } from '../core/lifecycle.ts'

export interface Rebuilds extends Running {
  /** Builds when the build under way has ended, if there is one; however often it is asked for meanwhile, once more. */
  request(): void
}

/** One build at a time, none of them older than the last request. `build` tells its failures itself. */
export function createRebuilds(build: () => Promise<void>): Rebuilds {
  let isAsked = false
  let isClosed = false
  let building: Promise<void> | undefined

  async function buildAll(): Promise<void> {
    while (isAsked && !isClosed) {
      isAsked = false
      await build()
    }
    building = undefined
  }

  return {
    request() {
      isAsked = true
      building ??= buildAll()
    },
    async close() {
      isClosed = true
      await building
    },
  }
}
