/**
 * A slot is a place of fixed width in a page where a figure stands. The page is compressed once with its slots left open;
 * the server writes the current texts into the bytes.
 */
import type { FigureId } from '../market/figure.ts'

/** How a figure becomes text. Numbers are written by the page's language; see format.ts. */
export type SlotStyle =
  /** A USD price with as many digits as its size asks for: `$91,204.55`. */
  | 'price'
  /** A large USD sum: `$1.82T`; `compactUsdLong` spells the unit out where the language has no known letter for it. */
  | 'compactUsd'
  | 'compactUsdLong'
  /** A share: 57.2 is `57.2%`. */
  | 'percent'
  /** A change in percent with its sign: `+1.30%`, `−0.42%`. */
  | 'change'
  /** `28`. */
  | 'integer'
  /** The words `up`, `down` or `flat`, for a class; what rounds to 0.00 % is flat. */
  | 'direction'
  /** The same as `▲`, `▼` or `=`. */
  | 'arrow'
  /** The same in words of the site, with the size of the change for `{}`; see {@link SlotFormat.words}. */
  | 'words'
  /** Who said so, and in which state it is: words for a class or a label. */
  | 'source'
  | 'status'
  /** When it was so: `2026-11-20T09:30:00Z`, and `16:30 UTC+7` in the zone of the site. */
  | 'iso'
  | 'time'
  /** A text figure as it is. */
  | 'text'

export interface SlotFormat {
  style: SlotStyle
  /** BCP 47. */
  locale: string
  /** For `words`: texts for up, down and flat. */
  words?: readonly [up: string, down: string, flat: string] | undefined
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
