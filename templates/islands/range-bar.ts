import { type LiveNumber, liveNumber } from './live-number.ts'

/** Moves the mark between the day's low and high. */
export function startRangeBar(bar: HTMLElement, price: LiveNumber): void {
  const [low, high] = [...bar.querySelectorAll('.live')].map(liveNumber)
  const fill = bar.querySelector('.fill')
  const marker = bar.querySelector('.marker')
  if (!low || !high || !fill || !marker) return

  function show(): void {
    const share = (price.value() - low!.value()) / (high!.value() - low!.value())
    if (!Number.isFinite(share)) return
    const at = Math.min(100, Math.max(0, share * 100))
    fill!.setAttribute('width', at.toFixed(1))
    marker!.setAttribute('x', Math.min(98.8, Math.max(0, at - 0.6)).toFixed(1))
  }

  for (const figure of [price, low, high]) figure.follow(show)
}
