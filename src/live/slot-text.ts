import type { Clock, Figure } from '../market/figure.ts'
import {
  changeOptions,
  compactOptions,
  directionOf,
  formatFigure,
  formatNumber,
  sinceThen,
  sizeOfChange,
} from './format.ts'
import { byteLength, escapeHtml } from './html-text.ts'
import type { Slot, SlotFormat } from './slot.ts'

/** What is to be known of a slot for its text. */
export type SlotPlace = Pick<Slot, 'value' | 'format' | 'bytes'>

/**
 * Exactly `slot.bytes` bytes of HTML: the text escaped and padded with spaces. A number that does not fit is told in
 * compact notation, and one that does not fit even so as a missing one, never cut; prose is cut and ends with `…`.
 * A clock that is missing or not of the form `[a-z0-9]{1,12}.[0-9]{1,12}` is all spaces.
 */
export function slotText(slot: SlotPlace, current: Figure | Clock | undefined): Buffer {
  const text = slot.value === 'clock' ? clockText(current) : escapeHtml(figureText(slot, current))
  const bytes = Buffer.alloc(slot.bytes, ' ')
  bytes.write(text)
  return bytes
}

function clockText(current: Figure | Clock | undefined): string {
  const text = current && 'epoch' in current ? `${current.epoch}.${current.seq}` : ''
  return /^[a-z0-9]{1,12}\.[0-9]{1,12}$/.test(text) ? text : ''
}

function figureText({ format: asked, bytes }: SlotPlace, current: Figure | Clock | undefined): string {
  const { since, ...format } = asked
  const figure = current && 'value' in current ? sinceThen(current, since) : undefined
  const text = formatFigure(figure, format)
  if (widthOf(text) <= bytes) return text
  const cuttable = proseOf(figure, format)
  if (cuttable) return cut(cuttable, bytes)
  return [...shorterTexts(figure, format), missing].find((each) => widthOf(each) <= bytes) ?? ''
}

const missing = '–'

function widthOf(text: string): number {
  return byteLength(escapeHtml(text))
}

/** From the most telling to the shortest. */
function shorterTexts(figure: Figure | undefined, { style, locale }: SlotFormat): string[] {
  if (!figure || typeof figure.value !== 'number') return []
  const { value } = figure
  const compactUsd = formatFigure(figure, { style: 'compactUsd', locale })
  if (style === 'price') return [formatFigure(figure, { style: 'compactUsdLong', locale }), compactUsd]
  if (style === 'compactUsdLong') return [compactUsd]
  if (style === 'percent') return [formatNumber(value / 100, locale, compactPercent)]
  if (style === 'change') return [formatNumber(value / 100, locale, compactChange)]
  return style === 'integer' ? [formatNumber(value, locale, compactOptions)] : []
}

const compactPercent: Intl.NumberFormatOptions = { ...compactOptions, style: 'percent' }
const compactChange: Intl.NumberFormatOptions = { ...changeOptions, ...compactOptions, minimumFractionDigits: 0 }

/** Prose in characters as readers count them, with a number in it as one; undefined for what is no prose. */
function proseOf(figure: Figure | undefined, { style, locale, words }: SlotFormat): string[] | undefined {
  if (style === 'source') return charactersOf(figure?.source ?? '')
  if (style === 'text') return charactersOf(String(figure?.value ?? ''))
  if (style !== 'words' || !words || typeof figure?.value !== 'number') return undefined
  const amount = sizeOfChange(figure.value, locale, compactChange)
  const [first = '', ...others] = words[directionOf(figure.value)].split('{}')
  return [...charactersOf(first), ...others.flatMap((text) => [amount, ...charactersOf(text)])]
}

function charactersOf(text: string): string[] {
  return [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)
}

/** Whole when it fits: the amount in it may be shorter by now. */
function cut(characters: readonly string[], bytes: number): string {
  const whole = characters.join('')
  if (widthOf(whole) <= bytes) return whole
  let text = ''
  let room = bytes - byteLength('…')
  for (const character of characters) {
    room -= widthOf(character)
    if (room < 0) break
    text += character
  }
  return bytes < byteLength('…') ? '' : `${text.trimEnd()}…`
}
