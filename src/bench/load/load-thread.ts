/** A thread that makes load: answers `connect`, then `run`. */
import { answerCommands } from '../client-threads.ts'
import type { LoadResult } from './load-result.ts'
import type { LoadShare } from './load-share.ts'
import { Loader } from './loader.ts'

export type LoadCommand = 'connect' | 'run'

answerCommands<LoadShare, LoadCommand, LoadResult | undefined, never>((share) => {
  const loader = new Loader(share)
  return async (command) => (command === 'run' ? loader.run() : void (await loader.connect()))
})
