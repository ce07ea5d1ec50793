import { studentT } from './student-t.ts'

/** The one in the middle, or the mean of the two there; undefined when there are none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const [lower, upper] = [sorted[sorted.length % 2 === 1 ? half : half - 1], sorted[half]]
  return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2
}

export interface Ratio {
  ratio: number
  /** Its confidence interval. */
  low: number
  high: number
}

/**
 * How many times `b` the figures `a` are, as a ratio of geometric means: what makes a round 10 % slower does so to a large
 * figure and to a small one. `paired`: those at the same place are of the same round, and their ratios are what varies;
 * `unpaired`: two samples of any sizes and spreads (Welch). Undefined when there are less than two on a side, or when one is
 * 0 or below, which has no logarithm.
 */
export function ratioInterval(
  a: readonly number[],
  b: readonly number[],
  kind: 'paired' | 'unpaired',
  confidence = 0.95,
): Ratio | undefined {
  const [logsA, logsB] = [logsOf(a), logsOf(b)]
  if (!logsA || !logsB || a.length < 2 || b.length < 2) return undefined
  const { middle, error, freedom } = kind === 'paired' ? paired(logsA, logsB) : welch(logsA, logsB)
  const reach = error === 0 ? 0 : studentT(confidence, freedom) * error
  return { ratio: Math.exp(middle), low: Math.exp(middle - reach), high: Math.exp(middle + reach) }
}

/** The same ratio alone, also of one round each. */
export function geometricRatio(a: readonly number[], b: readonly number[]): number | undefined {
  const [logsA, logsB] = [logsOf(a), logsOf(b)]
  return logsA && logsB && a.length > 0 && b.length > 0 ? Math.exp(meanOf(logsA) - meanOf(logsB)) : undefined
}

interface Estimate {
  middle: number
  /** The standard error of it. */
  error: number
  freedom: number
}

function paired(a: readonly number[], b: readonly number[]): Estimate {
  if (a.length !== b.length) throw new Error('rounds without their other half cannot be paired')
  const differences = a.map((value, at) => value - b[at]!)
  const error = Math.sqrt(varianceOf(differences) / a.length)
  return { middle: meanOf(differences), error, freedom: a.length - 1 }
}

/** Degrees of freedom as Welch and Satterthwaite have them. */
function welch(a: readonly number[], b: readonly number[]): Estimate {
  const [ofA, ofB] = [varianceOf(a) / a.length, varianceOf(b) / b.length]
  const freedom = (ofA + ofB) ** 2 / (ofA ** 2 / (a.length - 1) + ofB ** 2 / (b.length - 1))
  return { middle: meanOf(a) - meanOf(b), error: Math.sqrt(ofA + ofB), freedom }
}

function logsOf(values: readonly number[]): number[] | undefined {
  return values.every((value) => value > 0 && value < Infinity) ? values.map(Math.log) : undefined
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}
