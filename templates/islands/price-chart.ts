import type { LiveNumber } from './live-number.ts'
import type { PriceChart } from './price-chart-drawing.ts'

const hour = 3_600

/** Beside a chart that the server drew: a button for one that can be explored. Nothing of it is loaded before. */
export function startPriceChart(box: HTMLElement, price: LiveNumber): void {
  const open = box.querySelector<HTMLButtonElement>('[data-chart-open]')!
  const ranges = box.querySelector<HTMLElement>('[data-chart-ranges]')!
  const words = open.textContent

  open.addEventListener('click', () => {
    open.disabled = true
    open.textContent = open.dataset['loading']!
    import('./price-chart-drawing.ts').then(
      ({ drawPriceChart }) => {
        const chart = drawPriceChart(box, price)
        showRanges(ranges, chart)
        open.hidden = true
        chart.focus()
      },
      () => {
        open.disabled = false
        open.textContent = open.dataset['failed'] ?? words
      },
    )
  })
  box.dataset['ready'] = ''
}

/** A button for each range that the data covers. */
function showRanges(box: HTMLElement, chart: PriceChart): void {
  const buttons = [...box.querySelectorAll<HTMLButtonElement>('button')]
  for (const button of buttons) {
    const seconds = Number(button.value) * hour
    button.hidden = seconds > chart.seconds * 1.01
    button.addEventListener('click', () => {
      chart.show(seconds)
      for (const other of buttons) other.ariaPressed = String(other === button)
    })
  }
  box.hidden = false
}
