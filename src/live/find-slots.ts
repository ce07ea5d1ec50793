import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { EnddelError } from '../core/errors.ts'
import { ownText } from '../core/own-text.ts'
import { hasMarker, markerEnd, markerStart } from './marker.ts'
import { sinceSchema } from './slot-schema.ts'
import { slotText } from './slot-text.ts'
import { slotBytes } from './slot-width.ts'
import { type Slot, slotStyles, type SlotWish } from './slot.ts'

const maxSlots = 500

/**
 * The page with the text of a missing figure, at full width, for each marker, and where these are. What only looks like a
 * marker is left as it is. Throws E_SLOT for a slot inside a script or style, which no CSP hash would cover any more, and for
 * more than {@link maxSlots}.
 */
export function findSlots(text: string): { html: Buffer; slots: Slot[] } {
  if (!hasMarker(text)) return { html: Buffer.from(text), slots: [] }
  const slots: Slot[] = []
  const pieces: Buffer[] = []
  let length = 0
  const add = (piece: Buffer) => {
    pieces.push(piece)
    length += piece.length
  }

  let done = 0
  const hidden = hiddenRanges(text)
  for (const { index, 0: marker, 1: encoded = '' } of text.matchAll(markers)) {
    const place = placeFor(encoded)
    if (!place) continue
    const { wish, missing } = place
    refuseInside(hidden, index, wish)
    if (slots.length === maxSlots) throw new EnddelError('E_SLOT', `more than ${maxSlots} live values in one page`)
    add(Buffer.from(text.slice(done, index)))
    slots.push({ ...wish, at: length, bytes: missing.length })
    add(missing)
    done = index + marker.length
  }
  add(Buffer.from(text.slice(done)))
  return { html: Buffer.concat(pieces, length), slots }
}

const markers = new RegExp(`${markerStart}([\\w%.!~*()-]+)${markerEnd}`, 'g')

/** What is wished for, and its text while nothing is known of it. */
interface Place {
  wish: SlotWish
  missing: Buffer
}

/** Most pages have the same, and to find out how wide they have to be takes long. */
const places = new LRUCache<string, Place>({ max: 1_000 })

function placeFor(encoded: string): Place | undefined {
  const known = places.get(encoded)
  if (known) return known
  const wish = wishIn(encoded)
  if (!wish) return undefined
  const place = { wish, missing: slotText({ ...wish, bytes: slotBytes(wish) }, undefined) }
  places.set(ownText(encoded, 'latin1'), place)
  return place
}

function wishIn(encoded: string): SlotWish | undefined {
  try {
    return wishSchema.safeParse(JSON.parse(decodeURIComponent(encoded))).data
  } catch {
    return undefined // bad escapes or no JSON: not one of ours
  }
}

const wishSchema = z.object({
  value: z.string().min(1).max(32),
  format: z.object({
    style: z.enum(slotStyles),
    locale: z.string().refine(isLocale),
    words: z.tuple([z.string(), z.string(), z.string()]).optional(),
    since: sinceSchema.optional(),
  }),
})

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

interface Range {
  name: string
  start: number
  end: number
}

/** Tags and comments are matched whole, so that a `<script>` in an attribute or a comment is not taken for one. */
const attributes = `(?:"[^"]*"|'[^']*'|[^'">])*`
const elements = new RegExp(
  `<!--[^]*?-->|<(script|style)(?=[\\s/>])${attributes}>[^]*?(?:</\\1(?=[\\s/>])|$)|</?[a-z]${attributes}>`,
  'gi',
)

function hiddenRanges(text: string): Range[] {
  const ranges: Range[] = []
  for (const { index, 0: element, 1: name } of text.matchAll(elements)) {
    if (name) ranges.push({ name: name.toLowerCase(), start: index, end: index + element.length })
  }
  return ranges
}

function refuseInside(ranges: readonly Range[], at: number, { value, format }: SlotWish): void {
  const around = ranges.find(({ start, end }) => start < at && at < end)
  if (!around) return
  throw new EnddelError('E_SLOT', `the live value ${value} (${format.style}) stands inside a <${around.name}>`, {
    hint: 'print it into an element or an attribute: a hash in the Content-Security-Policy holds for fixed text alone',
  })
}
