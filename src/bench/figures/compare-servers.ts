import type { BenchResult } from '../bench-result.ts'
import { type MainFigure, mainFiguresOf } from './main-figures.ts'
import { geometricRatio, type Ratio, ratioInterval } from './statistics.ts'

/** How the subject does beside one other server, in one figure. */
export interface ServerRatio extends Pick<MainFigure, 'key' | 'name' | 'unit' | 'better'> {
  scenario: string
  step: string
  peer: string
  /** Subject to peer. */
  ratio: number
  /** Of 95 %; undefined of one round. */
  interval: Pick<Ratio, 'low' | 'high'> | undefined
}

/** The subject beside each peer of the same run. Rounds alternate between servers, so those of the same number are paired. */
export function compareServers(result: BenchResult): ServerRatio[] {
  const subject = result.servers.find(({ role }) => role === 'subject')?.name
  const peers = result.servers.filter(({ role }) => role === 'peer')
  return result.scenarios.flatMap(({ name: scenario, steps }) =>
    steps.flatMap((step) =>
      mainFiguresOf(step).flatMap(({ rounds, ...figure }) =>
        peers.flatMap(({ name: peer }) => {
          const ratio = pairedRatio(rounds[subject ?? ''], rounds[peer])
          return ratio ? [{ ...figure, scenario, step: step.name, peer, ...ratio }] : []
        }),
      ),
    ),
  )
}

type Rounds = MainFigure['rounds'][string]

function pairedRatio(ours: Rounds = [], theirs: Rounds = []): Pick<ServerRatio, 'ratio' | 'interval'> | undefined {
  const [a, b] = pairsOf(ours, theirs)
  const found = ratioInterval(a, b, 'paired')
  const ratio = found?.ratio ?? geometricRatio(a, b)
  return ratio === undefined ? undefined : { ratio, interval: found && { low: found.low, high: found.high } }
}

/** The rounds in which both have a figure; a run that was ended may have half a round. */
export function pairsOf(ours: Rounds, theirs: Rounds): [ours: number[], theirs: number[]] {
  const pairs: [number[], number[]] = [[], []]
  for (const [round, value] of ours.entries()) {
    const other = theirs[round]
    if (value === undefined || other === undefined) continue
    pairs[0].push(value)
    pairs[1].push(other)
  }
  return pairs
}
