import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { pidsOf } from '../../src/bench/server/process-tree.ts'
import { rssOf } from '../../src/bench/server/process-usage.ts'

/** For servers whose memory is measured. */
export const settleFlags: readonly string[] = [
  '--expose-gc',
  '--import',
  fileURLToPath(new URL('./collect-on-signal.mjs', import.meta.url)),
]

/** Resident bytes of a server started with `settleFlags`, collected again and again until they hardly change. */
export async function settledRss(pid: number): Promise<number> {
  let before = Infinity
  for (let tries = 0; tries < 15; tries++) {
    for (const each of pidsOf(pid)) process.kill(each, 'SIGUSR2')
    await sleep(500)
    const now = rssOf(pid)
    if (Math.abs(now - before) < 0.002 * now) return now
    before = now
  }
  return before
}
