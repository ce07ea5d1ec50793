import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createHeard } from '../../testing/heard.ts'
import { createBoard } from '../board.ts'
import { createDemoSources } from './demo.ts'
import { createDesk } from '../desk/desk.ts'
import { trackedCoins, trackedFunds, type Figure, type FigureId } from '../figure.ts'
import { coinFields, globalFields } from '../figures-of.ts'
import type { MarketEvent } from '../desk/market-event.ts'
import type { ProviderProblem, Quote } from '../quote.ts'

const demo = suite('market/demo/demo')

demo('tells of every coin, again and again', async () => {
  const { quotes, states } = await listen('a', 3 * coins.length)

  assert.equal(
    quotes.slice(0, coins.length).map(({ symbol }) => symbol),
    coins,
  )
  assert.is(quotes[coins.length]!.symbol, 'BTC')
  assert.is.not(quotes[coins.length]!.priceUsd, quotes[0]!.priceUsd)
  assert.equal(states, [undefined])
})

demo('tells the same for the same seed at the same time, and else something else', async () => {
  const [one, same, other] = [await listen('a', 14), await listen('a', 14), await listen('b', 14)]

  assert.equal(one.quotes.slice(0, 14), same.quotes.slice(0, 14))
  assert.is.not(one.quotes[0]!.priceUsd, other.quotes[0]!.priceUsd)
})

demo('has a price within the range of its day, and changes that are true to it', async () => {
  let time = noon
  const { details } = createDemoSources({ seed: 'a', now: () => time })
  const at = async (moment: number) => {
    time = moment
    const quotes = await details[0]!.fetch(new AbortController().signal)
    return quotes[0]!
  }
  const [before, now] = [await at(noon - 86_400_000), await at(noon)]

  assert.ok(now.low24hUsd! <= now.priceUsd && now.priceUsd <= now.high24hUsd!)
  const change = (now.priceUsd / before.priceUsd - 1) * 100
  assert.ok(Math.abs(now.change24hPct! - change) < 0.001, `${now.change24hPct} is not ${change}`)
})

demo('has another fear and greed every day, and says when', async () => {
  let time = noon
  const { fearGreed } = createDemoSources({ seed: 'a', now: () => time })
  const at = (moment: number) => {
    time = moment
    return fearGreed[0]!.fetch(new AbortController().signal)
  }

  const [told, later, tomorrow] = [await at(noon), await at(noon + 1), await at(noon + 86_400_000)]

  assert.is(later.value, told.value)
  assert.is.not(tomorrow.value, told.value)

  assert.ok(told.value >= 15 && told.value <= 85)
  assert.is(told.sourceTime, Date.parse('2026-11-20T00:00:00Z'))
  assert.is(told.nextInMs, 12 * 3_600_000)
})

demo('gives a desk all figures there are, each of which says that it is made up', async () => {
  const figures: Record<FigureId, Figure> = {}
  const events: MarketEvent[] = []
  const desk = createDesk(
    { sources: createDemoSources({ seed: 'a' }), board: createBoard(), tickMs: 1 },
    async (change) => void Object.assign(figures, change),
    (event) => events.push(event),
  )
  await desk.refresh()
  await desk.close()

  const expected = [
    ...coins.flatMap((coin) => coinFields.map(([field]) => `${coin}.${field}`)),
    ...globalFields.map(([id]) => id),
    ...['fng', 'fng.class', 'BTC.rsi14'],
    ...Object.keys(trackedFunds).flatMap((fund) => [`${fund}.price`, `${fund}.change`]),
  ]
  assert.equal(Object.keys(figures).sort(), expected.sort())
  assert.ok(Object.values(figures).every(({ source }) => source === 'demo'))
  assert.equal(
    events.map(({ type }) => type),
    ['market-stream'],
  )
})

const noon = Date.parse('2026-11-20T12:00:00Z')
const coins = Object.keys(trackedCoins)

/** The first quotes of a stream whose clock moves by a second with every coin. */
async function listen(seed: string, count: number) {
  let time = noon
  const quotes = createHeard<Quote>()
  const states: (ProviderProblem | undefined)[] = []
  const [stream] = createDemoSources({ seed, now: () => (time += 1_000), everyMs: 1 }).streams
  stream!.start({ quote: quotes.add, state: (problem) => states.push(problem) })
  await quotes.until(({ length }) => length >= count)
  await stream!.close()
  return { quotes: quotes.items, states }
}

demo.run()
