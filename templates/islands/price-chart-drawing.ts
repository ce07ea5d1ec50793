import uPlot from 'uplot'
import type { LiveNumber } from './live-number.ts'
import { chartOptions } from './price-chart-options.ts'
import { priceChartStyles } from './price-chart-styles.ts'
import { pricePoints } from './price-points.ts'

const week = 7 * 24 * 3_600
const leastHeight = 240

export interface PriceChart {
  /** From the first point to the last. */
  seconds: number
  /** Shows the last so many seconds. */
  show(seconds: number): void
  focus(): void
}

/** Puts a chart with a crosshair in the place of the one that stands in `box`; it goes on with the price of now. */
export function drawPriceChart(box: HTMLElement, price: LiveNumber): PriceChart {
  const still = box.querySelector<SVGSVGElement>('.chart svg')!
  const clock = box.querySelector('time')!
  const readout = box.querySelector<HTMLElement>('[data-chart-readout]')!
  const points = pricePoints(box.dataset['values']!.split(' ').map(Number), Number(box.dataset['end']))
  const { times, prices, goOn } = points
  const frame = frameFor(box.dataset['explore']!)
  const { width, height: stillHeight } = still.getBoundingClientRect()
  const height = Math.max(stillHeight, leastHeight)
  const { options, tell } = chartOptions(still, { width, height })
  let shown = week

  document.adoptedStyleSheets.push(priceChartStyles())
  still.before(frame)
  still.style.display = 'none' // kept for its colours, which follow the theme
  goOn(timeOf(clock), price.value())
  const plot = new uPlot({ ...options, tzDate: inHanoi, hooks: { setCursor: [tellPoint] } }, [times, prices], frame)

  function tellPoint({ cursor: { idx } }: uPlot): void {
    const at = idx ?? times.length - 1
    const text = tell(times[at]!, prices[at]!)
    readout.textContent = text
    frame.ariaValueText = text
    frame.ariaValueNow = String(at)
    frame.ariaValueMax = String(times.length - 1)
  }

  function show(seconds: number): void {
    shown = seconds
    const max = times.at(-1)!
    plot.setScale('x', { min: max - seconds, max })
  }

  moveByKeys(frame, plot, () => times.findIndex((time) => time >= times.at(-1)! - shown))
  price.follow((value) => {
    goOn(timeOf(clock), value)
    plot.setData([times, prices], false)
    show(shown)
    tellPoint(plot)
  })
  followTheme(() => plot.redraw(false))
  new ResizeObserver(() => plot.setSize({ width: frame.clientWidth, height })).observe(frame)
  tellPoint(plot)
  return { seconds: times.at(-1)! - times[0]!, show, focus: () => frame.focus() }
}

/** A slider for those who use the keyboard: each step is a point, told as its time and price. */
function frameFor(label: string): HTMLElement {
  const frame = document.createElement('div')
  frame.className = 'price-chart'
  frame.tabIndex = 0
  frame.role = 'slider'
  frame.ariaLabel = label
  frame.ariaValueMin = '0'
  return frame
}

/** Of the price that stands in the page. */
function timeOf(clock: HTMLTimeElement): number {
  return Date.parse(clock.dateTime) / 1_000
}

/** Days begin there as they do in the texts of the page. */
function inHanoi(seconds: number): Date {
  return uPlot.tzDate(new Date(seconds * 1_000), 'Asia/Ho_Chi_Minh')
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -6, PageDown: 6, End: Infinity }

function moveByKeys(frame: HTMLElement, plot: uPlot, firstShown: () => number): void {
  frame.addEventListener('keydown', (event) => {
    const [times] = plot.data
    const step = event.key === 'Home' ? -Infinity : steps[event.key]
    if (step === undefined) return
    const wished = (plot.cursor.idx ?? times.length - 1) + step
    const at = Math.min(times.length - 1, Math.max(firstShown(), wished))
    plot.setCursor({ left: plot.valToPos(times[at]!, 'x'), top: 0 })
    event.preventDefault()
  })
}

function followTheme(redraw: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
  matchMedia('(forced-colors: active)').addEventListener('change', redraw)
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ['data-theme'] })
}
