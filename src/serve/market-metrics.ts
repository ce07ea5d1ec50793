import type { Board } from '../market/board.ts'
import type { FigureStatus } from '../market/figure.ts'
import type { MetricMakers } from './metric-makers.ts'

const statuses: readonly FigureStatus[] = ['live', 'delayed', 'stale', 'closed']

/** Every process shows the same market, so the largest value stands for all. */
export function registerMarketMetrics({ asked }: MetricMakers, board: Board): void {
  const ageOf = (id: string) => {
    const figure = board.get(id)
    return figure && Math.max(0, (Date.now() - figure.at) / 1000)
  }
  asked('enddel_market_seq', 'Changes of the market since its epoch began', () => board.clock().seq, 'max')
  asked('enddel_market_btc_price_age_seconds', 'Age of the price of Bitcoin', () => ageOf('BTC.price'), 'max')
  for (const status of statuses) {
    const count = () => [...board.since(0)].filter(([, figure]) => figure.status === status).length
    asked(`enddel_market_figures_${status}`, `Figures that are ${status}`, count, 'max')
  }
}
