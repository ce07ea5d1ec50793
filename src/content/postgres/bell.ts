/** Rung any number of times, heard once. */
export interface Bell {
  ring(): void
  /** Resolves when it has been rung since it was last heard, or after so long. */
  heard(ms: number): Promise<void>
}

/** A ring is heard after `settleMs`, together with all that follow it until then. */
export function createBell(settleMs: number): Bell {
  let isRung = false
  let wake = () => {}
  return {
    ring() {
      isRung = true
      wake()
    },
    async heard(ms) {
      if (!isRung) await sleep(ms, (wakeUp) => (wake = wakeUp))
      if (!isRung) return
      await sleep(settleMs)
      isRung = false
    },
  }
}

async function sleep(ms: number, onStart: (wakeUp: () => void) => void = () => {}): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    onStart(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
