import type { Board } from './board.ts'
import type { Clock } from './figure.ts'
import { stateOf } from './state-of.ts'
import type { MarketState } from './state.ts'

/** Where figures come from: providers, a simulation, or only the dated snapshot of the content. */
export type MarketMode = 'live' | 'demo' | 'off'

/** The market as loaders see it: the snapshot `base`, with what the board knows better. Made once for each moment. */
export function createMarketView(base: MarketState, mode: MarketMode, board: Board): () => MarketState {
  if (mode === 'off') return () => base
  let seen: Clock | undefined
  let state = base
  return () => {
    const clock = board.clock()
    if (clock.seq > 0 && (clock.seq !== seen?.seq || clock.epoch !== seen.epoch)) state = stateOf(base, mode, board)
    seen = clock
    return state
  }
}
