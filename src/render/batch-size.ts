export interface BatchSize {
  /** How many tasks are sent to a thread together. */
  current(): number
  /** Tells how long a task took, in milliseconds. */
  took(ms: number): void
}

/**
 * As many as take `batchMs` at the pace of late, between one and `max`. To hand over each by itself may cost half as much as
 * to do it; more of them would keep those that came first waiting for the others.
 */
export function createBatchSize(batchMs: number, max: number): BatchSize {
  // One by one until it is known.
  let taskMs = batchMs
  return {
    current: () => Math.min(max, Math.max(1, Math.round(batchMs / taskMs))),
    took(ms) {
      taskMs += (ms - taskMs) / pastTasks
    },
  }
}

/** Of which the average is made, more or less. */
const pastTasks = 32
