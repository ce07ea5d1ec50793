import { EnddelError } from './errors.ts'

const factors: Record<string, number> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

/** Reads `268435456`, `256MB` or `256 MiB` as bytes, at least `min` of them; the error names the variable or flag. */
export function byteSize(name: string, text: string, min = 0): number {
  const [, digits = '', unit = ''] = /^(\d+) ?([a-z]*)$/i.exec(text) ?? []
  const value = Number(digits || 'NaN') * (factors[unit.toLowerCase()] ?? Number.NaN)
  if (value >= min && value <= Number.MAX_SAFE_INTEGER) return value
  throw new EnddelError('E_USAGE', `${name} is "${text}"`, {
    hint: `give ${min === 0 ? '' : `at least ${min} `}bytes, such as 268435456, 256MB or 256MiB`,
  })
}
