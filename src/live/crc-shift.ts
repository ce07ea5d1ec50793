/**
 * CRC-32 (ISO 3309, as in gzip) is linear: bytes that become others change the CRC of the whole by the CRC of the difference
 * times x to the power of the bits that follow, modulo the polynomial. Polynomials are numbers with the highest power
 * in the lowest bit, as CRCs are.
 */

/** What to multiply a CRC by, so that it is that of the same with `bytes` zero bytes behind it. */
export function shiftBy(bytes: number): number {
  let shift = one
  let power = 0x0080_0000 // x to the 8th
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) shift = times(shift, power)
    power = times(power, power)
  }
  return shift
}

const one = 0x8000_0000 | 0

/** The product modulo the polynomial, as a signed 32-bit number. */
export function times(a: number, b: number): number {
  let product = 0
  for (let rest = a; rest !== 0; rest <<= 1) {
    product ^= b & (rest >> 31)
    b = (b >>> 1) ^ (0xedb8_8320 & -(b & 1))
  }
  return product
}
