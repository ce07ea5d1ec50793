import type { Running } from '../../core/lifecycle.ts'
import { createBoard } from '../board.ts'
import type { MarketLine } from './line.ts'

/** The line of one process, which always leads. `epoch` names its run: each start takes another. */
export function createLocalLine({ epoch }: { epoch: string }): MarketLine {
  const board = createBoard()
  board.apply({ kind: 'snapshot', epoch, seq: 0, figures: {} })
  let isClosed = false
  let polling: Running | undefined

  return {
    board,
    lead(poll) {
      if (isClosed || polling) throw new Error('this line is closed, or leads already')
      polling = poll(async (figures) => {
        if (isClosed) throw new Error('this line is closed')
        board.apply({ kind: 'change', epoch, seq: board.clock().seq + 1, figures })
      })
    },
    async close() {
      isClosed = true
      await polling?.close()
    },
  }
}
