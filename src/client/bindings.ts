/**
 * What an element shows, as its `data-live` says it: `text=BTC.price price; class=BTC.change24h direction`, each a target,
 * the figure and its style; `text=BTC.price change since 93120.5 1763380800000` tells the change since a value of a moment.
 */
import type { Since, SlotStyle } from '../live/slot.ts'
import type { FigureId } from '../market/figure.ts'

export interface Binding {
  /** `text`, `class`, or the name of an attribute. */
  target: string
  figure: FigureId
  style: SlotStyle
  since?: Since
}

/** What a class may become; other classes of the element are not touched. */
export const classTokens: Readonly<Partial<Record<SlotStyle, readonly string[]>>> = {
  direction: ['up', 'down', 'flat'],
  status: ['live', 'delayed', 'stale', 'closed'],
}

/** What cannot be understood is left out: its element keeps what the server printed. */
export function parseBindings(text: string): Binding[] {
  const bindings: Binding[] = []
  for (const part of text.split(';')) {
    const [, target, figure, style, value, at] = pattern.exec(part.trim()) ?? []
    if (!target || !figure || !isStyle(style) || (target === 'class' && !classTokens[style])) continue
    bindings.push({ target, figure, style, ...(value && { since: { value: Number(value), at: Number(at) } }) })
  }
  return bindings
}

/** Attributes that neither run nor load anything. */
const pattern = /^(text|class|title|datetime|value|aria-label)=([A-Za-z0-9.]{1,32}) (\w+)(?: since ([\d.e+-]+) (\d+))?$/

const styles =
  'price compactUsd compactUsdLong percent change integer direction arrow words source status iso time dateTime text'.split(
    ' ',
  )

function isStyle(text: string | undefined): text is SlotStyle {
  return styles.includes(text!)
}
