/**
 * The value within which, on both sides of 0, Student's t lies with this likelihood, such as 0.95. `freedom`: its degrees of
 * freedom, 1 or more, also between whole numbers.
 */
export function studentT(likelihood: number, freedom: number): number {
  let [low, high] = [0, 2]
  while (beyond(high, freedom) > 1 - likelihood) [low, high] = [high, high * 2]
  while (high - low > high * 1e-10) {
    const middle = (low + high) / 2
    if (beyond(middle, freedom) > 1 - likelihood) low = middle
    else high = middle
  }
  return high
}

/** How likely it lies farther from 0 than `t` (Abramowitz and Stegun, 26.7.1 and 26.5.27). */
function beyond(t: number, freedom: number): number {
  const x = t ** 2 / (freedom + t ** 2)
  const y = freedom / (freedom + t ** 2)
  // The series needs the fewer terms the smaller its x is.
  return x < y ? 1 - betaShare(x, y, 0.5, freedom / 2) : betaShare(y, x, freedom / 2, 0.5)
}

/** The regularised incomplete beta function I_x(a, b), y = 1 - x, as a series of positive terms (DLMF 8.17.8 and 15.2.1). */
function betaShare(x: number, y: number, a: number, b: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 0; term > sum * 1e-14; n++) {
    term *= (x * (a + b + n)) / (a + 1 + n)
    sum += term
  }
  // One of the two is 1/2, and Γ(1/2) = √π.
  const scale = lnGammaRatio(a === 0.5 ? b : a) - Math.log(Math.PI) / 2
  return Math.exp(scale + a * Math.log(x) + b * Math.log(y)) * sum
}

/** ln Γ(z + 1/2) - ln Γ(z), from the asymptotic series of ln Γ (DLMF 5.11.8), which holds for z that are not small. */
function lnGammaRatio(z: number): number {
  if (z < 10) return lnGammaRatio(z + 1) - Math.log1p(0.5 / z)
  return Math.log(z) / 2 - 1 / (8 * z) + 1 / (192 * z ** 3) - 1 / (640 * z ** 5)
}
