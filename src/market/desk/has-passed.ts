/** Whether `ms` are over since then; also when the clock was set back by so much, so that nothing waits for a day gone by. */
export function hasPassed(ms: number, since: number, now: number): boolean {
  return Math.abs(now - since) >= ms
}
