/**
 * A slot is a place of fixed width in a page where a figure stands. The page is compressed once with its slots left open;
 * the server writes the current texts into the bytes.
 */
import type { FigureId } from '../market/figure.ts'

/**
 * How a figure becomes text, by the page's language:
 *
 * - `price`: USD with as many digits as its size asks for, `$91,204.55`
 * - `compactUsd`: a large sum, `$1.82T`; `compactUsdLong` spells the unit out, for languages with no letter known for it
 * - `percent`: a share, 57.2 is `57.2%`; `change`: with its sign, `+1.30%`, `−0.42%`; `integer`: `28`
 * - `direction`: `up`, `down` or `flat`, for a class; `arrow`: the same as `▲`, `▼` or `=`; `words`: the same in words of the site
 * - `source`, `status`: who said so, and in which state it is
 * - `iso`, `time`, `dateTime`: when it was so, `2026-11-20T09:30:00Z`, `16:30 UTC+7` and `20 Nov 2026, 16:30 UTC+7`
 * - `text`: a text figure as it is
 */
export const slotStyles = [
  'price',
  'compactUsd',
  'compactUsdLong',
  'percent',
  'change',
  'integer',
  'direction',
  'arrow',
  'words',
  'source',
  'status',
  'iso',
  'time',
  'dateTime',
  'text',
] as const

export type SlotStyle = (typeof slotStyles)[number]

/** Where a change is counted from. A figure that is older than that cannot tell what has happened since. */
export interface Since {
  value: number
  /** Milliseconds since 1970. */
  at: number
}

export interface SlotFormat {
  style: SlotStyle
  /** BCP 47. */
  locale: string
  /** For `words`: texts for up, down and flat. */
  words?: readonly [up: string, down: string, flat: string] | undefined
  /** In place of the figure: by how many percent it has changed since. For `change`, `direction`, `arrow` and `words`. */
  since?: Since | undefined
}

/** What a component asks for. `value` is a figure, or the page's own clock as `clock`: `EPOCH.SEQ`. */
export interface SlotWish {
  value: FigureId
  format: SlotFormat
}

export interface Slot extends SlotWish {
  /** Where it begins in the html, and how wide it is, both in bytes. */
  at: number
  bytes: number
}

/** Compressed bytes with the places of the slots in them: `at[i]` is where slot `i` begins. */
export interface SlottedBytes {
  bytes: Uint8Array
  at: readonly number[]
}
