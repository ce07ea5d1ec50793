import { LRUCache } from 'lru-cache'
import type { Figure } from '../market/figure.ts'
import { formatFigure } from './format.ts'
import { byteLength, escapeHtml } from './html-text.ts'
import type { SlotFormat, SlotStyle, SlotWish } from './slot.ts'

/**
 * The width of a slot in bytes of UTF-8, by its style, language and words alone: enough for every usual value, escaped.
 * Rarer ones are written shorter; see slot-text.ts.
 */
export function slotBytes({ value, format: { since: _, ...format } }: SlotWish): number {
  if (value === 'clock') return 25 // 12 of the epoch, a dot, 12 digits
  const key = JSON.stringify(format)
  const known = widths.get(key) ?? widthOf(format)
  widths.set(key, known)
  return known
}

/** There are few, and each takes dozens of texts to find out. */
const widths = new LRUCache<string, number>({ max: 1_000 })

function widthOf(format: SlotFormat): number {
  const texts = widest[format.style].map((figure) => formatFigure({ ...sample, ...figure }, format))
  const widths = [formatFigure(undefined, format), ...texts].map((text) => byteLength(escapeHtml(text)))
  return Math.min(Math.max(...widths), 120)
}

const sample: Figure = { value: '', at: 0, source: '', status: 'delayed' }

const values = (...all: Figure['value'][]) => all.map((value) => ({ value }))

/** Up to 999.99T: the unit differs in width by language and size. */
const sums = values(
  ...Array.from({ length: 15 }, (_, power) => [1.1111, 9.9999].map((sum) => sum * 10 ** power)).flat(),
)

/** Of each style the usual figures that may be the widest. */
const widest: Record<SlotStyle, readonly Partial<Figure>[]> = {
  price: values(9_999_999.99, 999.9999, 0.00000123456),
  compactUsd: sums,
  compactUsdLong: sums,
  percent: values(999.9, -99.9),
  change: values(9_999.99, -9_999.99),
  integer: values(999_999, -9_999),
  direction: values(-1),
  arrow: values(-1),
  words: values(9_999.99, -9_999.99, 0),
  source: [{ source: 'x'.repeat(16) }],
  status: [{}],
  iso: [{}],
  time: [{}],
  // The months of the year, some of which have longer names.
  dateTime: Array.from({ length: 12 }, (_, month) => ({ at: Date.UTC(2026, month, 28) })),
  text: values('x'.repeat(24)),
}
