import { type FigureId, figureIdPattern, trackedCoins, trackedFunds } from '../market/figure.ts'

/** Of one connection. */
export const maxTopics = 128

/** Whether it could be a topic; it need not name anything that is there. */
export function isTopic(name: string): boolean {
  return figureIdPattern.test(name)
}

/** All topics under which a figure is sent: its own, that of its coin or fund, and the market's. */
export function topicsOf(id: FigureId): string[] {
  const dot = id.indexOf('.')
  const symbol = id.slice(0, Math.max(dot, 0))
  const isTracked = Object.hasOwn(trackedCoins, symbol) || Object.hasOwn(trackedFunds, symbol)
  return isTracked ? [id, symbol, 'market'] : [id, 'market']
}

/** The same for the same topics, in whatever order they were named. */
export function topicsKey(topics: ReadonlySet<string>): string {
  return [...topics].sort().join(' ')
}
