/** From values to places in a drawing, and which values an axis names. */
export interface Scale {
  at(value: number): number
  ticks: readonly number[]
}

interface Range {
  from: number
  to: number
}

/** From zero to a round number at or above `most`. */
export function linearScale(most: number, { from, to }: Range): Scale {
  const step = roundStep((most || 1) / 4)
  const top = Math.ceil((most || 1) / step) * step
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step)
  return { at: (value) => from + (value / top) * (to - from), ticks }
}

/** Logarithmic, between the round numbers (1, 2 and 5 of a decade) around `least` and `most`, which are above zero. */
export function logScale(least: number, most: number, { from, to }: Range): Scale {
  const numbers = roundNumbers(least, most)
  const [low, high] = [numbers[0]!, numbers.at(-1)!]
  const decades = numbers.filter((value) => Number.isInteger(rounded(Math.log10(value))))
  const ticks = numbers.length > mostTicks ? decades : numbers
  return { at: (value) => from + (Math.log(value / low) / Math.log(high / low)) * (to - from), ticks }
}

const mostTicks = 9

/** Each further nine takes as much room as the one before. 100 has a place of its own at the end. */
export function ninesScale(mostNines: number, { from, to }: Range): Scale {
  const end = mostNines + 0.7
  const nines = (percentile: number) => Math.min(end, -Math.log10(1 - percentile / 100))
  const told = [50, 90, 99, 99.9, 99.99, 99.999].filter((percentile) => nines(percentile) <= mostNines + 0.01)
  return { at: (percentile) => from + (nines(percentile) / end) * (to - from), ticks: [...told, 100] }
}

function roundStep(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 2.5, 5, 10].map((part) => part * decade).find((step) => step >= value * 0.999)!
}

/** From the last one at or below `least` to the first at or above `most`; two at least. */
function roundNumbers(least: number, most: number): number[] {
  const first = Math.floor(Math.log10(least))
  const last = Math.ceil(Math.log10(most)) + 1
  const all: number[] = []
  for (let decade = first; decade <= last; decade++) all.push(...[1, 2, 5].map((part) => rounded(part * 10 ** decade)))
  const start = all.findLastIndex((value) => value <= least)
  const end = all.findIndex((value) => value >= most)
  return all.slice(Math.max(0, start), Math.max(end, start + 1) + 1)
}

/** Without what floating point adds to 0.002. */
function rounded(value: number): number {
  return Number(value.toPrecision(12))
}
