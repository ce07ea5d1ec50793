/** Runs `work` with a date of the whole process that stands still and is moved on by hand. Timers go on as ever. */
export async function withMovedClock<Result>(work: (move: (ms: number) => void) => Promise<Result>): Promise<Result> {
  const RealDate = Date
  let now = RealDate.now()
  globalThis.Date = class extends RealDate {
    constructor(...given: [] | [number]) {
      super(given[0] ?? now)
    }
    static override now() {
      return now
    }
  } as DateConstructor
  try {
    return await work((ms) => (now += ms))
  } finally {
    globalThis.Date = RealDate
  }
}
