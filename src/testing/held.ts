import { createSignal } from './signal.ts'

/** Work that begins when it is asked for and ends when it may. */
export function createHeld<Result>(work: () => Result) {
  const begun = createSignal()
  const finish = createSignal()
  return {
    begun: begun.given,
    finish: finish.give,
    async run(): Promise<Awaited<Result>> {
      begun.give()
      await finish.given
      return await work()
    },
  }
}
