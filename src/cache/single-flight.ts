/**
 * However many ask for a key at once, the work is done once and all get its result. Nothing is remembered afterwards, not
 * even a failure: the next caller tries again.
 */
export function singleFlight<Result>(): SingleFlight<Result> {
  const flights = new Map<string, Promise<Result>>()
  const once = (key: string, work: () => Promise<Result>) => {
    const flying = flights.get(key)
    if (flying) return flying
    const flight = work().finally(() => flights.delete(key))
    flights.set(key, flight)
    return flight
  }
  return Object.assign(once, { size: () => flights.size })
}

export interface SingleFlight<Result> {
  (key: string, work: () => Promise<Result>): Promise<Result>
  /** How many are under way. */
  size(): number
}
