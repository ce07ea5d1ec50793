/** What is read when it is first asked for, and again once it is known to have changed. */
export interface Refreshed<Value> {
  /** Never older than the last change. Rejects as long as it cannot be read. */
  get(): Promise<Value>
  /** It has changed: whoever asks from now on gets it as it is now. */
  change(): void
}

/** One reading at a time, and only the last change counts. */
export function refreshed<Value>(read: () => Promise<Value>): Refreshed<Value> {
  let reading: Promise<Value> | undefined
  let current: Promise<Value> | undefined

  return {
    get() {
      if (current) return current
      // What is under way may have begun before the change.
      const next: Promise<Value> = (reading ?? Promise.resolve()).then(read, read)
      reading = current = next
      // Whoever asks hears of it.
      next.catch(() => {})
      return next
    },
    change() {
      current = undefined
    },
  }
}
