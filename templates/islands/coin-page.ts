import { startConverter } from './converter.ts'
import { liveNumber } from './live-number.ts'
import { startPriceChart } from './price-chart.ts'
import { startRangeBar } from './range-bar.ts'

/** What moves on the page of a coin beside its figures. All of it follows the price in the head of the page. */
export function startCoinPage(priceElement: Element): void {
  const price = liveNumber(priceElement)
  const range = document.querySelector<HTMLElement>('[data-range]')
  const converter = document.querySelector<HTMLElement>('[data-converter]')
  const chart = document.querySelector<HTMLElement>('[data-price-chart]')
  if (range) startRangeBar(range, price)
  if (converter) startConverter(converter, price)
  if (chart) startPriceChart(chart, price)
}
