/** Figures as text. The server prints with it and browsers go on with it, so it needs nothing but Intl and stays small. */
import type { Figure } from '../market/figure.ts'
import type { Since, SlotFormat, SlotStyle } from './slot.ts'

/** Plain text, not escaped. A value of the wrong kind for its style counts as missing. */
export function formatFigure(figure: Figure | undefined, format: SlotFormat): string {
  const told = figure && sinceThen(figure, format.since)
  return (told && textOf(told, format)) ?? missing[format.style] ?? '–'
}

/** By how many percent a figure has changed since; missing when it is of before. */
export function sinceThen(figure: Figure, since: Since | undefined): Figure | undefined {
  if (!since) return figure
  if (typeof figure.value !== 'number' || figure.at < since.at) return undefined
  return { ...figure, value: (figure.value / since.value - 1) * 100 }
}

const missing: Partial<Record<SlotStyle, string>> = {
  direction: 'flat',
  arrow: '=',
  status: 'stale',
  source: '',
  iso: '',
}

function textOf({ value, at, source, status }: Figure, format: SlotFormat): string | undefined {
  const { style } = format
  if (style === 'source') return source
  if (style === 'status') return status
  if (style === 'iso') return isoOf(at)
  if (style === 'time') return timeOf(at)
  if (style === 'dateTime') return dateTimeOf(at, format.locale)
  if (style === 'text') return typeof value === 'string' ? value : undefined
  return typeof value === 'number' && Number.isFinite(value) ? numberText(value, format) : undefined
}

function numberText(value: number, { style, locale, words }: SlotFormat): string | undefined {
  if (style === 'price') return formatNumber(value, locale, priceOptions(Math.abs(value)))
  if (style === 'compactUsd') return withDollar(formatNumber(value, locale, compactOptions), locale)
  if (style === 'compactUsdLong') {
    return withDollar(formatNumber(value, locale, /^vi\b/.test(locale) ? compactLong : compactOptions), locale)
  }
  if (style === 'percent') return formatNumber(value / 100, locale, share)
  if (style === 'change') return formatNumber(value / 100, locale, changeOptions)
  if (style === 'integer') return formatNumber(value, locale, integer)
  if (style === 'direction') return directions[directionOf(value)]
  if (style === 'arrow') return arrows[directionOf(value)]
  if (style === 'words') return words?.[directionOf(value)].replaceAll('{}', sizeOfChange(value, locale))
  return undefined
}

/** The place in {@link SlotFormat.words}: 0 is up, 1 down, 2 flat, which is all that rounds to 0.00 %. */
export function directionOf(percent: number): 0 | 1 | 2 {
  if (Math.abs(percent) < 0.005) return 2
  return percent > 0 ? 0 : 1
}

const directions = ['up', 'down', 'flat'] as const
const arrows = ['▲', '▼', '='] as const

export function sizeOfChange(percent: number, locale: string, options = changeOptions): string {
  return formatNumber(Math.abs(percent) / 100, locale, options).replace('+', '')
}

/** `options` is one object for each way of writing: the formats are kept by it, since making them is slow. */
export function formatNumber(value: number, locale: string, options: Intl.NumberFormatOptions): string {
  let ofLocale = formats.get(locale)
  if (!ofLocale) {
    if (formats.size >= 64) formats.clear()
    formats.set(locale, (ofLocale = new Map()))
  }
  let format = ofLocale.get(options)
  if (!format) ofLocale.set(options, (format = new Intl.NumberFormat(locale, options)))
  return format.format(value).replace('-', '−')
}

const formats = new Map<string, Map<Intl.NumberFormatOptions, Intl.NumberFormat>>()

const usd = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const
const largePrice: Intl.NumberFormatOptions = { ...usd, minimumFractionDigits: 2, maximumFractionDigits: 2 }
const middlePrice: Intl.NumberFormatOptions = { ...usd, minimumFractionDigits: 2, maximumFractionDigits: 4 }
const smallPrice: Intl.NumberFormatOptions = { ...usd, minimumSignificantDigits: 2, maximumSignificantDigits: 6 }
export const compactOptions: Intl.NumberFormatOptions = { notation: 'compact', maximumFractionDigits: 2 }
/** In Vietnamese the short form (`NT`) is known to few. */
const compactLong: Intl.NumberFormatOptions = { ...compactOptions, compactDisplay: 'long' }
const share: Intl.NumberFormatOptions = { style: 'percent', maximumFractionDigits: 1 }
export const changeOptions: Intl.NumberFormatOptions = {
  style: 'percent',
  signDisplay: 'exceptZero',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
}
const integer: Intl.NumberFormatOptions = { maximumFractionDigits: 0 }

function priceOptions(size: number): Intl.NumberFormatOptions {
  if (size >= 1000) return largePrice
  // Six digits of 0.9999997 are 1: it is told as a dollar is.
  return size >= 0.9999995 || size === 0 ? middlePrice : smallPrice
}

function withDollar(text: string, locale: string): string {
  return formatNumber(1, locale, largePrice).startsWith('$') ? `$${text}` : `${text}\u00a0$`
}

/** Undefined for what is no moment between 1970 and 9999. */
function isoOf(at: number): string | undefined {
  return at >= 0 && at < 253_402_300_800_000 ? `${new Date(at).toISOString().slice(0, 19)}Z` : undefined
}

/** Days are named in Hanoi too, by figures where the site does so. English is that of Britain: the day comes first. */
function dateTimeOf(at: number, locale: string): string | undefined {
  const time = timeOf(at)
  if (!time) return undefined
  let format = days.get(locale)
  if (!format) {
    if (days.size >= 64) days.clear()
    const month = locale === 'vi' ? '2-digit' : 'short'
    const options = { timeZone: 'UTC', day: 'numeric', month, year: 'numeric' } as const
    days.set(locale, (format = new Intl.DateTimeFormat(locale === 'en' || locale === 'vi' ? 'en-GB' : locale, options)))
  }
  return `${format.format(at + 7 * 3_600_000)}, ${time}`
}

const days = new Map<string, Intl.DateTimeFormat>()

/** Hanoi has been seven hours ahead since 1975, summer and winter, so no DateTimeFormat is needed. */
function timeOf(at: number): string | undefined {
  const there = isoOf(at + 7 * 3_600_000)
  return there && `${there.slice(11, 16)} UTC+7`
}
