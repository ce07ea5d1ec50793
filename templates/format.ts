/**
 * Numbers, money and dates as text, by language: what live figures are too is written as they are. Dates are always told in
 * the zone of Hanoi, so that the same data gives the same bytes on every machine. No clock is read here.
 */
import { formatFigure, type SlotStyle } from 'enddel'

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
  const made = createFormat(locale, regions[locale] ?? { dates: locale, months: '2-digit' })
  formats.set(locale, made)
  return made
}

const formats = new Map<string, Format>() // one for each language of the site: making Intl objects is slow

/** Dates in figures read the same in Vietnamese and British English, but ICU's own Vietnamese has 05-11 beside 05/11/2026. */
const regions: Record<string, Region> = {
  vi: { dates: 'en-GB', months: '2-digit' },
  en: { dates: 'en-GB', months: 'short' },
  ru: { dates: 'ru-RU', months: 'long' },
}

interface Region {
  dates: string
  months: '2-digit' | 'short' | 'long'
}

function createFormat(locale: string, { dates, months }: Region): Format {
  const live = (style: SlotStyle, figure: { value?: number; at?: number }) =>
    formatFigure({ value: 0, at: 0, source: '', status: 'live', ...figure }, { style, locale })
  const numbers = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options)
    return (value: number) => format.format(value).replace('-', '−')
  }
  const days = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(dates, { timeZone: 'Asia/Ho_Chi_Minh', ...options })
    return (iso: string) => format.format(new Date(iso))
  }
  const small = numbers({ maximumSignificantDigits: 6 })
  const large = numbers({ maximumFractionDigits: 2 })
  // In Vietnamese the short form (`NT`) is known to few, in English `T` and `B` are known to all.
  const compactDisplay = locale === 'vi' ? 'long' : 'short'
  const price = (value: number) => live('price', { value })
  const monthDay = { day: months === '2-digit' ? '2-digit' : 'numeric', month: months } as const
  const day = days({ ...monthDay, year: 'numeric' })
  const dayMonth = days({ ...monthDay, ...(months === 'long' && { month: 'short' }) })
  const time = (iso: string) => live('time', { at: Date.parse(iso) })
  const languages = new Intl.DisplayNames([locale], { type: 'language' })
  const inCurrency = kept((currency) => numbers({ style: 'currency', currency, currencyDisplay: 'narrowSymbol' }))

  return {
    number: (value) => (Math.abs(value) < 1 ? small(value) : large(value)),
    price,
    compactUsd: (value) => live('compactUsdLong', { value }),
    compact: numbers({ notation: 'compact', compactDisplay, maximumFractionDigits: 2 }),
    usdAffix: price(1).startsWith('$') ? { prefix: '$' } : { suffix: '\u00a0$' },
    percent: (value) => live('percent', { value }),
    change: (value) => live('change', { value }),
    money: ({ amount, currency }) => inCurrency(currency)(amount),
    dateTime: (iso) => `${day(iso)}, ${time(iso)}`,
    dayHour: (iso) => `${dayMonth(iso)}, ${time(iso).slice(0, 5)}`,
    languageName: kept((code) => languages.of(code) ?? code),
  }
}

/** Of languages and currencies there are few, and Intl takes its time with each. */
function kept<Value>(make: (code: string) => Value): (code: string) => Value {
  const values = new Map<string, Value>()
  return (code) => {
    const value = values.get(code) ?? make(code)
    if (values.size >= 64) values.clear()
    values.set(code, value)
    return value
  }
}
