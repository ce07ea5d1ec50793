import type { Clock, FigureId } from '../market/figure.ts'
import { isStatus, type KnownFigure, parseClock } from './known-figures.ts'
import { type Place, readPlace } from './places.ts'

/** `<meta name="enddel-clock" content="EPOCH.SEQ">`: of which moment the page's values are. */
export function clockOfPage(): Clock | undefined {
  return parseClock(document.querySelector<HTMLMetaElement>('meta[name=enddel-clock]')?.content ?? '')
}

/** What the page itself says of its figures: their time where it is printed as `iso`, their state where it is as `status`. */
export function figuresOfPage(places: readonly Place[], clock: Clock | undefined): Map<FigureId, KnownFigure> {
  const figures = new Map<FigureId, KnownFigure>()
  for (const place of places) {
    const known = figures.get(place.figure) ?? { epoch: '', seq: 0, ...clock, at: -Infinity }
    const text = readPlace(place)
    if (place.style === 'iso') known.at = Date.parse(text) || known.at
    if (place.style === 'status' && isStatus(text)) known.status = text
    figures.set(place.figure, known)
  }
  return figures
}
