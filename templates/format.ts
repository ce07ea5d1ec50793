/**
 * Numbers, money and dates as text, by language. Dates are always told in the zone of Hanoi, so that the same data gives
 * the same bytes on every machine. No clock is read here.
 */
export interface Format {
  number(value: number): string
  /** A USD price, with as many digits as its size asks for. */
  price(usd: number): string
  /** Large USD sums, such as $1.82T. */
  compactUsd(usd: number): string
  compact(value: number): string
  /** Where the dollar sign stands: before the number in English, after it in Vietnamese and Russian. */
  usdAffix: { prefix: string } | { suffix: string }
  /** A share: `57.2` is "57.2%". */
  percent(value: number): string
  /** A change in percent, always with a sign: "+1.30%", "−0.42%". */
  change(percent: number): string
  money(sum: { amount: number; currency: string }): string
  /** With the zone: "20 Nov 2026, 16:30 UTC+7". */
  dateTime(iso: string): string
  /** Short, for the axis of a chart: "20/11, 16:30". */
  dayHour(iso: string): string
  languageName(code: string): string
}

export function formatFor(locale: string): Format {
  const known = formats.get(locale)
  if (known) return known
  const made = createFormat(regions[locale] ?? { numbers: locale, dates: locale, compact: 'short', months: '2-digit' })
  formats.set(locale, made)
  return made
}

const formats = new Map<string, Format>() // one for each language of the site: making Intl objects is slow
const zone = { timeZone: 'Asia/Ho_Chi_Minh' } as const

/**
 * In Vietnamese the short compact form (`NT`) is known to few, in English `T` and `B` are known to all. Dates in figures
 * read the same in Vietnamese and British English, but ICU's own Vietnamese has 05-11 beside 05/11/2026.
 */
const regions: Record<string, Region> = {
  vi: { numbers: 'vi-VN', dates: 'en-GB', compact: 'long', months: '2-digit' },
  en: { numbers: 'en-US', dates: 'en-GB', compact: 'short', months: 'short' },
  ru: { numbers: 'ru-RU', dates: 'ru-RU', compact: 'short', months: 'long' },
}

interface Region {
  numbers: string
  dates: string
  compact: 'short' | 'long'
  months: '2-digit' | 'short' | 'long'
}

function createFormat(region: Region): Format {
  const numbers = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(region.numbers, options)
    return (value: number) => format.format(value).replace('-', '−')
  }
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(region.dates, { ...zone, ...options })
    return (iso: string) => format.format(new Date(iso))
  }
  const small = numbers({ maximumSignificantDigits: 6 })
  const large = numbers({ maximumFractionDigits: 2 })
  const priceBySize = {
    large: numbers({ ...usd, minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    middle: numbers({ ...usd, minimumFractionDigits: 2, maximumFractionDigits: 4 }),
    small: numbers({ ...usd, minimumSignificantDigits: 2, maximumSignificantDigits: 6 }),
  }
  const compact = numbers({ notation: 'compact', compactDisplay: region.compact, maximumFractionDigits: 2 })
  const signed = numbers({ ...percent, signDisplay: 'exceptZero', minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const share = numbers({ ...percent, maximumFractionDigits: 1 })
  const monthDay = { day: region.months === '2-digit' ? '2-digit' : 'numeric', month: region.months } as const
  const day = dates({ ...monthDay, year: 'numeric' })
  const dayMonth = dates({ ...monthDay, ...(region.months === 'long' && { month: 'short' }) })
  const time = dates({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const languages = new Intl.DisplayNames([region.numbers], { type: 'language' })
  const usdAffix = priceBySize.large(1).startsWith('$') ? { prefix: '$' } : { suffix: '\u00a0$' }

  return {
    number: (value) => (Math.abs(value) < 1 ? small(value) : large(value)),
    price: (value) => priceBySize[sizeOf(value)](value),
    compactUsd: (value) => withAffix(compact(value), usdAffix),
    compact,
    usdAffix,
    percent: (value) => share(value / 100),
    change: (value) => signed(value / 100),
    money: ({ amount, currency }) => numbers({ style: 'currency', currency, currencyDisplay: 'narrowSymbol' })(amount),
    dateTime: (iso) => `${day(iso)}, ${time(iso)} UTC+7`,
    dayHour: (iso) => `${dayMonth(iso)}, ${time(iso)}`,
    languageName: (code) => languages.of(code) ?? code,
  }
}

const usd = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const
const percent = { style: 'percent' } as const

function withAffix(text: string, { prefix = '', suffix = '' }: { prefix?: string; suffix?: string }): string {
  return prefix + text + suffix
}

function sizeOf(value: number): 'large' | 'middle' | 'small' {
  const size = Math.abs(value)
  if (size >= 1000) return 'large'
  // Six digits of 0.9999997 are 1: it is told as a dollar is.
  return size >= 0.9999995 || size === 0 ? 'middle' : 'small'
}
