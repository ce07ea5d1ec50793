import { formatFigure } from '../live/format.ts'
import type { Figure, FigureId } from '../market/figure.ts'
import { createFlash } from './flash.ts'
import { type Place, writePlace } from './places.ts'

export interface Writer {
  /** These figures are others now: with the next frame they are shown. */
  update(ids: Iterable<FigureId>): void
  /** While it is paused nothing is written; afterwards what holds then. */
  pause(isPaused: boolean): void
  close(): void
}

export function createWriter(places: readonly Place[], figureOf: (id: FigureId) => Figure | undefined): Writer {
  const placesOf = new Map<FigureId, Place[]>()
  for (const place of places) placesOf.set(place.figure, [...(placesOf.get(place.figure) ?? []), place])
  const waiting = new Set<FigureId>()
  const shown = new WeakMap<Place, number | string>()
  const flash = createFlash()
  let frame = 0
  let isPaused = false

  function write(now: number): void {
    frame = 0
    const ids = [...waiting]
    waiting.clear()
    for (const id of ids) for (const place of placesOf.get(id)!) show(place, figureOf(id)!, now)
  }

  function show(place: Place, figure: Figure, now: number): void {
    const before = shown.get(place)
    shown.set(place, figure.value)
    const isOther = writePlace(place, formatFigure(figure, place.format))
    if (!isOther || !isNumber.test(place.target + place.style)) return
    if (before !== undefined && before !== figure.value) flash.show(place.element, figure.value > before, now)
  }

  function plan(): void {
    if (!frame && !isPaused && waiting.size > 0) frame = requestAnimationFrame(write)
  }

  function unplan(): void {
    cancelAnimationFrame(frame)
    frame = 0
  }

  return {
    update(ids) {
      for (const id of ids) waiting.add(id)
      plan()
    },
    pause(isNowPaused) {
      isPaused = isNowPaused
      if (isPaused) unplan()
      else plan()
    },
    close() {
      isPaused = true
      unplan()
      flash.close()
    },
  }
}

/** A time that went on, or a status, is no number that grew. */
const isNumber = /^text(price|compact|percent|change|integer)/
