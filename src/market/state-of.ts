import type { Board } from './board.ts'
import { coinFields, globalFields } from './figures-of.ts'
import type { FigureId } from './figure.ts'
import type { MarketState } from './state.ts'

/** The snapshot `base` with the figures of a board in place of its own, where there are any: what loaders see. */
export function stateOf(base: MarketState, kind: MarketState['kind'], board: Board): MarketState {
  const number = (id: FigureId) => {
    const value = board.get(id)?.value
    return typeof value === 'number' ? value : undefined
  }
  const sourceOf = (id: FigureId, before: string) => board.get(id)?.source ?? before
  const figured = <Row>(row: Row, fields: readonly (readonly [FigureId, keyof Row])[]): Row => {
    const changed = { ...row }
    for (const [id, key] of fields) changed[key] = (number(id) ?? row[key]) as Row[keyof Row]
    return changed
  }
  const { global, fearGreed, btcRsi14 } = base
  const fearGreedClass = board.get('fng.class')?.value

  return {
    ...base,
    kind,
    asOf: new Date(newestOf(board) ?? Date.parse(base.asOf)).toISOString(),
    coins: base.coins.map((coin) => ({
      ...figured(
        coin,
        coinFields.map(([field, key]) => [`${coin.symbol}.${field}`, key] as const),
      ),
      source: sourceOf(`${coin.symbol}.price`, coin.source),
    })),
    global: global && { ...figured(global, globalFields), source: sourceOf('market.cap', global.source) },
    fearGreed: fearGreed && {
      value: number('fng') ?? fearGreed.value,
      classification: typeof fearGreedClass === 'string' ? fearGreedClass : fearGreed.classification,
      source: sourceOf('fng', fearGreed.source),
    },
    btcRsi14: btcRsi14 && {
      value: number('BTC.rsi14') ?? btcRsi14.value,
      source: sourceOf('BTC.rsi14', btcRsi14.source),
    },
    indices: base.indices.map((fund) => ({
      ...fund,
      priceUsd: number(`${fund.symbol}.price`) ?? fund.priceUsd,
      changePct: number(`${fund.symbol}.change`) ?? fund.changePct,
      source: sourceOf(`${fund.symbol}.price`, fund.source),
    })),
  }
}

function newestOf(board: Board): number | undefined {
  let newest: number | undefined
  for (const [, { at }] of board.since(0)) if (newest === undefined || at > newest) newest = at
  return newest
}
