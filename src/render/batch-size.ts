/**
 * How many tasks are sent to a thread together: as many as take `batchMs` at the pace of late, between one and `max`. To hand
 * over each by itself may cost half as much as to do it; more of them would keep those that came first waiting for the others.
 */
export class BatchSize {
  readonly #batchMs: number
  readonly #max: number
  /** Of a task, on average; one by one until it is known. */
  #taskMs: number

  constructor(batchMs: number, max: number) {
    this.#batchMs = batchMs
    this.#max = max
    this.#taskMs = batchMs
  }

  get now(): number {
    return Math.min(this.#max, Math.max(1, Math.round(this.#batchMs / this.#taskMs)))
  }

  /** Tells how long a task took, in milliseconds. */
  took(ms: number): void {
    this.#taskMs += (ms - this.#taskMs) / pastTasks
  }
}

/** Of which the average is made, more or less. */
const pastTasks = 32
