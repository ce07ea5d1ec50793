import { createHeard } from './heard.ts'
import { KeepAliveClient } from './keep-alive-client.ts'
import type { RawAnswer } from './raw-client.ts'

export interface LoadOptions {
  connections: number
  targets: readonly string[]
  /** What is wrong with an answer of status 200, if anything. */
  findWrong(target: string, answer: RawAnswer): string | undefined
}

export interface Failure {
  target: string
  /** Of the client. */
  port: number
  problem: string
  /** What became of one more try on another connection: `ok`, or what was wrong again. */
  retry: string
}

export interface Load {
  failures: Failure[]
  /** Resolves when so many more requests have ended. */
  ended(count: number): Promise<void>
  /** From now on a new connection may be refused; its client asks no more. */
  allowRefusals(): void
  /** Resolves with the number of requests that were answered as they should, when the last has ended. */
  stop(): Promise<number>
}

/** Clients that ask one thing after the other, each on a connection that it keeps as long as the server lets it. */
export function startLoad(url: string, { connections, targets, findWrong }: LoadOptions): Load {
  const failures: Failure[] = []
  const done = createHeard<boolean>()
  let isStopped = false
  let mayBeRefused = false

  async function problemOf(client: KeepAliveClient, target: string, isBr: boolean): Promise<string | undefined> {
    try {
      const answer = await client.ask(target, isBr ? { fields: 'Accept-Encoding: br\r\n' } : {})
      return answer.status === 200 ? findWrong(target, answer) : `status ${answer.status}`
    } catch (error) {
      client.close()
      return (error as Error).message
    }
  }

  async function retry(target: string): Promise<string> {
    try {
      const client = await KeepAliveClient.connect(url)
      const problem = await problemOf(client, target, false)
      client.close()
      return problem ?? 'ok'
    } catch (error) {
      return (error as Error).message
    }
  }

  async function run(first: number): Promise<void> {
    let client: KeepAliveClient | undefined
    for (let turn = first; !isStopped; turn++) {
      const target = targets[turn % targets.length]!
      const isNew = !client || client.isOver
      if (!client || client.isOver) {
        const opened = await KeepAliveClient.connect(url).catch((error: Error) => error)
        if (opened instanceof Error) {
          if (!mayBeRefused) failures.push({ target, port: 0, problem: opened.message, retry: await retry(target) })
          return
        }
        client = opened
      }
      const problem = await problemOf(client, target, turn % 2 === 0)
      // The system had let it in, but nobody took it any more.
      if (problem && isNew && mayBeRefused && problem.startsWith('closed after 0 bytes')) return
      if (problem) failures.push({ target, port: client.localPort, problem, retry: await retry(target) })
      done.add(!problem)
    }
    client?.close()
  }

  const running = Promise.all(Array.from({ length: connections }, (_, index) => run(index)))
  return {
    failures,
    ended(count) {
      const until = done.items.length + count
      return done.until((items) => items.length >= until)
    },
    allowRefusals() {
      mayBeRefused = true
    },
    async stop() {
      isStopped = true
      await running
      return done.items.filter(Boolean).length
    },
  }
}
