/** A course through time around 1, such as 1.031 at some moment. */
export type Walk = (time: number) => number

/**
 * A random walk that can be asked about any moment: noise of many periods, from two seconds to weeks, the longer the
 * larger, as prices have it. It depends on seed and time alone: there is nothing to remember, whoever walks it goes the same
 * way, and changes over a day or a week are true to it. With a `reach` of 0.25 it stays between 1 / 1.25 and 1.25.
 */
export function createWalk(seed: string, reach: number): Walk {
  const salt = hashText(seed)
  return (time) => {
    let sum = 0
    for (let octave = 0; octave < octaves; octave++) {
      const at = time / (shortestMs * 2 ** octave)
      sum += Math.SQRT2 ** (octave - octaves) * between(salt + octave, at)
    }
    return Math.exp(Math.log1p(reach) * sum * (Math.SQRT2 - 1))
  }
}

/** A number from 0 up to 1 that is always the same for a seed and a count. */
export function chance(seed: string, count: number): number {
  return (lattice(hashText(seed), count) + 1) / 2
}

const shortestMs = 2_000
/** The longest period is 2 s * 2^20, three weeks and a half. */
const octaves = 21

/** Smooth from one whole number to the next. */
function between(salt: number, at: number): number {
  const whole = Math.floor(at)
  const part = at - whole
  const weight = part * part * (3 - 2 * part)
  return lattice(salt, whole) * (1 - weight) + lattice(salt, whole + 1) * weight
}

/** From -1 up to 1, at random for each whole number. */
function lattice(salt: number, whole: number): number {
  return mix(mix(salt) ^ mix(whole | 0) ^ mix((whole / 2 ** 32) | 0)) / 2 ** 31 - 1
}

function hashText(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = mix(hash ^ text.charCodeAt(at))
  return hash
}

/** Spreads every bit over all 32. */
function mix(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
