/**
 * Reads numbers as pages write them, in a language: "1,82 nghìn tỷ $" is 1.82e12 in Vietnamese. NaN for what is no number,
 * such as the dash of a missing figure. What it gives is what the reader sees, rounded as that is.
 */
export function numberReader(locale: string): (text: string) => number {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5)
  const decimal = parts.find(({ type }) => type === 'decimal')?.value ?? '.'
  const units = unitsOf(locale)
  return (text) => {
    const [, size = 1] = units.find(([unit]) => text.includes(unit)) ?? []
    const digits = [...text.replaceAll('−', '-')].filter((letter) => /[\d-]/.test(letter) || letter === decimal)
    return Number.parseFloat(digits.join('').replace(decimal, '.')) * size
  }
}

/** The words for thousands and more, short and long; the longest first, because some are parts of others. */
function unitsOf(locale: string): [unit: string, size: number][] {
  const units = (['short', 'long'] as const).flatMap((compactDisplay) => {
    const format = new Intl.NumberFormat(locale, { notation: 'compact', compactDisplay })
    return [1e3, 1e6, 1e9, 1e12].flatMap((size): [string, number][] => {
      const unit = format.formatToParts(size).find(({ type }) => type === 'compact')?.value
      return unit ? [[unit, size]] : []
    })
  })
  return units.sort(([a], [b]) => b.length - a.length)
}
