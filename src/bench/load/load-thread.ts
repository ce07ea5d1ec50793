/** A thread that makes load: answers `connect`, then `turn`, once or again and again, then `finish`. */
import { answerCommands } from '../client-threads.ts'
import type { LoadResult } from './load-result.ts'
import type { LoadShare } from './load-share.ts'
import { Loader } from './loader.ts'

export type LoadCommand = { type: 'connect' } | { type: 'turn'; ms: number } | { type: 'finish' }

answerCommands<LoadShare, LoadCommand, LoadResult | undefined, never>((share) => {
  const loader = new Loader(share)
  return async (command) => {
    if (command.type === 'finish') return loader.finish()
    await (command.type === 'connect' ? loader.connect() : loader.turn(command.ms))
    return undefined
  }
})
