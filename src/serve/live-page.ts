import type { LiveSlots } from '../live/slot-schema.ts'
import type { SlottedBytes } from '../live/slot.ts'
import { slotTexts } from '../live/slot-texts.ts'
import { gzipSlotted } from '../live/slotted-gzip.ts'
import { fill, type GzipSlots, fillGzip, prepareGzip } from '../live/splice.ts'
import type { Board } from '../market/board.ts'
import type { Clock, FigureId } from '../market/figure.ts'
import { brotli } from '../render/compress.ts'
import type { Encoding } from './negotiate.ts'

/** For the rare page whose brotli bytes cannot be written into: it is compressed whenever a figure has changed. */
const awaitedQuality = 4

/**
 * The bodies of a page with live figures. Its figures are written in when the page is asked for and one of them has changed;
 * a body that was given out is never touched again.
 */
export class LivePage {
  readonly #html: SlottedBytes
  readonly #br: SlottedBytes | undefined
  #gzip: GzipSlots | undefined
  readonly #slots: LiveSlots['slots']
  readonly #figures: readonly FigureId[]
  readonly #board: Board
  /** Of the board, when it was last looked at. */
  #seen: Clock = { epoch: '', seq: -1 }
  /** Of the page's own figures the newest: which version of the page this is. */
  #clock: Clock = { epoch: '', seq: -1 }
  #texts: Buffer[] = []

  constructor(
    { html, br }: { html: Uint8Array; br?: Uint8Array | undefined },
    { slots, brAt }: LiveSlots,
    board: Board,
  ) {
    this.#html = { bytes: html, at: slots.map(({ at }) => at) }
    this.#br = br && brAt && { bytes: br, at: brAt }
    this.#slots = slots
    this.#figures = [...new Set(slots.map(({ value }) => value))]
    this.#board = board
  }

  /** `EPOCH.SEQ` of the figures in the page. */
  get version(): string {
    return `${this.#clock.epoch}.${this.#clock.seq}`
  }

  /** Whether a figure of the page is another than in the bodies given out before. */
  renew(): boolean {
    const { epoch, seq } = this.#board.clock()
    if (seq === this.#seen.seq && epoch === this.#seen.epoch) return false
    this.#seen = { epoch, seq }
    let newest = 0
    for (const id of this.#figures) newest = Math.max(newest, this.#board.get(id)?.seq ?? 0)
    if (newest === this.#clock.seq && epoch === this.#clock.epoch) return false
    const known = epoch === this.#clock.epoch ? this.#clock.seq : -1
    this.#clock = { epoch, seq: newest }
    this.#write(known)
    return true
  }

  /** Texts of figures that have not changed since `known` stay. */
  #write(known: number): void {
    this.#texts = slotTexts(this.#slots, this.#board.get, this.#clock, ({ seq }, index) =>
      seq <= known ? this.#texts[index] : undefined,
    )
  }

  /** Undefined for gzip before {@link LivePage.makeGzip}. */
  body(encoding: Encoding): Uint8Array | undefined {
    if (encoding === 'gzip') return this.#gzip && fillGzip(this.#gzip, this.#texts)
    if (encoding === 'br' && this.#br) return fill(this.#br, this.#slots, this.#texts)
    const html = fill(this.#html, this.#slots, this.#texts)
    return encoding === 'br' ? brotli(html, awaitedQuality) : html
  }

  makeGzip(level: number): void {
    const slotted = gzipSlotted(this.#html.bytes, this.#slots, level)
    this.#gzip = prepareGzip(slotted, this.#slots, this.#html.bytes)
  }
}
