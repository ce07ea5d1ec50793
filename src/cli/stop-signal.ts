/** Resolves when the process is told to stop by SIGTERM or SIGINT; the second of them ends it at once. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
  })
}
