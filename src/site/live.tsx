import { markerOf } from '../live/marker.ts'
import type { Since, SlotFormat, SlotStyle } from '../live/slot.ts'
import type { FigureId } from '../market/figure.ts'
import { usePage } from './page-context.ts'

export interface LiveProps {
  /** `BTC.price`: see docs/site.md for the figures there are. */
  value: FigureId
  /** How it is written: `price`, `change`, `compactUsd` and so on. */
  as: SlotStyle
  class?: string
  /** For `words`: texts for up, down and flat; `{}` is the size of the change. */
  words?: SlotFormat['words']
  /** Tells by how many percent the figure has changed since, as `change`, `direction`, `arrow` or `words`. */
  since?: Since | undefined
}

/**
 * A figure that is right at the first byte and moves from then on. The server writes its text into the finished page; the
 * browser goes on writing into the same element. Its class has the state of the figure: live, delayed, stale or closed.
 */
export function Live({ value, as: style, class: names, words, since }: LiveProps) {
  const classes = ['live', `live-${style}`, names, useLive(value)('status')].filter(Boolean).join(' ')
  return (
    <span
      class={classes}
      data-live={`text=${bindingOf(value, style, since)}; class=${value} status`}
      data-words={words?.join('|')}
    >
      {useLive(value, since)(style, words)}
    </span>
  )
}

/**
 * Writes a figure where no element of its own can stand, such as in an attribute: `class={'change ' + live('direction')}`.
 * For the browser to go on with it the element needs `data-live`, such as `class=BTC.change24h direction`.
 */
export function useLive(value: FigureId, since?: Since): (style: SlotStyle, words?: SlotFormat['words']) => string {
  const { locale } = usePage()
  return (style, words) =>
    markerOf({ value, format: { style, locale, ...(words && { words }), ...(since && { since }) } })
}

/** What stands behind `text=` or `class=` in `data-live`: `BTC.price change since 93120.5 1763380800000`. */
export function bindingOf(value: FigureId, style: SlotStyle, since?: Since): string {
  return `${value} ${style}${since ? ` since ${since.value} ${since.at}` : ''}`
}
