import { markerOf } from '../live/marker.ts'
import type { SlotFormat, SlotStyle } from '../live/slot.ts'
import type { FigureId } from '../market/figure.ts'
import { usePage } from './page-context.ts'

export interface LiveProps {
  /** `BTC.price`: see docs/feed.md for the figures there are. */
  value: FigureId
  /** How it is written: `price`, `change`, `compactUsd` and so on. */
  as: SlotStyle
  class?: string
  /** For `words`: texts for up, down and flat; `{}` is the size of the change. */
  words?: SlotFormat['words']
}

/**
 * A figure that is right at the first byte and moves from then on. The server writes its text into the finished page; the
 * browser goes on writing into the same element. Its class has the state of the figure: live, delayed, stale or closed.
 */
export function Live({ value, as: style, class: names, words }: LiveProps) {
  const live = useLive(value)
  const classes = ['live', `live-${style}`, names, live('status')].filter(Boolean).join(' ')
  return (
    <span class={classes} data-live={`text=${value} ${style}; class=${value} status`} data-words={words?.join('|')}>
      {live(style, words)}
    </span>
  )
}

/**
 * Writes a figure where no element of its own can stand, such as in an attribute: `class={'change ' + live('direction')}`.
 * For the browser to go on with it the element needs `data-live`, such as `class=BTC.change24h direction`.
 */
export function useLive(value: FigureId): (style: SlotStyle, words?: SlotFormat['words']) => string {
  const { locale } = usePage()
  return (style, words) => markerOf({ value, format: { style, locale, ...(words && { words }) } })
}
