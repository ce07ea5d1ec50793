import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { compile } from './c-program.ts'
import type { Lab } from './lab.ts'
import { requireTool } from './tools.ts'

export interface FeedLoadResult {
  messages: number
  perSecond: number
  bytesAMessage: number
  pings: number
  /** Clients whose connection has ended. */
  lost: number
  p50Ms: number
  p99Ms: number
  maxMs: number
}

export interface FeedClients {
  /** Counts what all clients receive from now on. */
  measure(seconds: number): Promise<FeedLoadResult>
  close(): Promise<void>
}

/** Makes clients of a feed, lab/feed-load.c; each says `text` once it is connected. */
export async function feedClients(
  lab: Lab,
): Promise<(options: { port: number; clients: number; text: string; core?: string }) => Promise<FeedClients>> {
  requireTool('taskset')
  const program = await compile(lab, 'lab/feed-load.c')
  return async ({ port, clients, text, core = '1' }) => {
    const said = join(lab.folder, 'said')
    writeFileSync(said, text)
    const args = ['-c', core, program, String(port), String(clients), said]
    const child = spawn('taskset', args, { stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = linesOf(child)
    if ((await lines()) !== 'ready') throw new Error('the clients did not all connect')
    return {
      async measure(seconds) {
        child.stdin.write(`${seconds}\n`)
        return JSON.parse(await lines()) as FeedLoadResult
      },
      async close() {
        const gone = once(child, 'exit')
        child.stdin.end()
        await gone
      },
    }
  }
}

/** One line after the other; empty when there are no more. */
function linesOf({ stdout }: ChildProcess): () => Promise<string> {
  const iterator = createInterface({ input: stdout! })[Symbol.asyncIterator]()
  return async () => {
    const { value, done } = await iterator.next()
    return done ? '' : String(value)
  }
}
