import { formatFigure } from 'enddel/client'
import type { Options } from 'uplot'

interface Size {
  width: number
  height: number
}

/** The look of the chart, taken from the drawing it replaces, and `tell`, which says a point in words. */
export function chartOptions(
  still: Element,
  size: Size,
): { options: Options; tell(time: number, price: number): string } {
  const { tick, dollars, tell } = wordsIn(document.documentElement.lang)
  const colour = (selector: string, property: 'stroke' | 'fill') => () => {
    const element = still.querySelector(selector)
    return element ? getComputedStyle(element)[property] : 'gray'
  }
  const line = colour('.line', 'stroke')
  const axis = {
    stroke: colour('.axis', 'fill'),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    ticks: { show: false },
  }
  const grid = { stroke: colour('.grid-line', 'stroke'), width: 1 }
  return {
    options: {
      ...size,
      padding: [8, 20, 0, 0],
      legend: { show: false },
      // A drag scrolls the page; ranges have buttons.
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 9, width: 2, fill: line } },
      series: [{}, { stroke: line, fill: () => faint(line()), width: 2, points: { show: false } }],
      axes: [
        { ...axis, grid: { show: false }, space: 72, size: 32, values: (_, times) => times.map(tick) },
        {
          ...axis,
          grid,
          size: (_, labels) => 14 + 7.5 * Math.max(0, ...(labels ?? []).map((label) => label.length)),
          values: (_, prices) => prices.map(dollars),
        },
      ],
    },
    tell,
  }
}

/** A day at midnight, the hour otherwise; of Hanoi, as everywhere on the site. */
function wordsIn(locale: string) {
  const figure = (value: number, at: number, style: 'price' | 'time' | 'dateTime') =>
    formatFigure({ value, at, source: '', status: 'live' }, { style, locale })
  const options = {
    timeZone: 'Asia/Ho_Chi_Minh',
    day: 'numeric',
    month: locale === 'vi' ? '2-digit' : 'short',
  } as const
  const days = new Intl.DateTimeFormat(locale === 'ru' ? 'ru' : 'en-GB', options)
  const usd = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const
  const numbers = new Intl.NumberFormat(locale, { ...usd, minimumFractionDigits: 0, maximumSignificantDigits: 6 })
  return {
    tick(seconds: number) {
      const hour = figure(0, seconds * 1_000, 'time').slice(0, 5)
      return hour === '00:00' ? days.format(seconds * 1_000) : hour
    },
    dollars: (price: number) => numbers.format(price),
    tell: (seconds: number, price: number) =>
      `${figure(0, seconds * 1_000, 'dateTime')} · ${figure(price, 0, 'price')}`,
  }
}

/** `rgb(0, 114, 178)`, as computed styles have it, with nine tenths of it let through. */
function faint(colour: string): string {
  return colour.replaceAll(',', '').replace(')', ' / 10%)')
}
