const week = 7 * 24 * 3_600

export interface PricePoints {
  /** Seconds since 1970, oldest first. */
  times: number[]
  prices: number[]
  /** The price of now: the last point moves with it, and stays where it is once it is as far from the others as they are. */
  goOn(time: number, price: number): void
}

/** Prices evenly spaced over the week that ends at `end`; with time the oldest go. */
export function pricePoints(values: readonly number[], end: number): PricePoints {
  const step = week / (values.length - 1)
  const times = values.map((_, index) => end - (values.length - 1 - index) * step)
  const prices = [...values]
  let fixed = end

  return {
    times,
    prices,
    goOn(time, price) {
      if (!(time > fixed) || !Number.isFinite(price)) return
      const last = times.at(-1)!
      if (last - fixed >= step) fixed = last
      const at = fixed === last ? times.length : times.length - 1
      times[at] = time
      prices[at] = price
      while (times.length > 2 && times[1]! <= time - week) {
        times.shift()
        prices.shift()
      }
    },
  }
}
