import { AnswerReader } from './answer-reader.ts'
import type { LoadPlan } from './load-plan.ts'
import { openSocket } from './open-socket.ts'

export interface RawAnswer {
  status: number
  /** Names in lower case. */
  fields: Readonly<Record<string, string>>
  /** As it was sent, still in its coding. */
  body: Buffer
  /** How many the whole answer had. */
  bytes: number
}

/** Asks on a connection of its own. Rejects when there is no answer in time; the message names the server. */
export function askOnce(
  server: LoadPlan['server'],
  requestText: string,
  { timeoutMs }: { timeoutMs: number },
): Promise<RawAnswer> {
  const place = `${server.hostname}:${server.port}`
  const reader = new AnswerReader({
    layouts: [],
    isHeadRequest: [requestText.startsWith('HEAD ')],
    meet: () => true,
  })
  reader.expect(0, true)

  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      clearTimeout(timer)
      socket.destroy()
      if (error) return reject(error)
      const { head, body } = reader.kept!
      resolve({ status: head.status, fields: head.fields, body, bytes: reader.bytes })
    }
    const timer = setTimeout(() => settle(new Error(`${place} does not answer within ${timeoutMs} ms`)), timeoutMs)
    const socket = openSocket(server, Buffer.allocUnsafeSlow(64 * 1024), {
      onOpen: () => socket.write(Buffer.from(requestText, 'latin1')),
      onBytes(bytes, count) {
        try {
          reader.take(bytes, 0, count)
        } catch (cause) {
          return settle(new Error(`${place} does not answer with HTTP: ${(cause as Error).message}`, { cause }))
        }
        if (reader.isWhole) settle()
      },
      onGone(cause) {
        if (reader.end()) return settle()
        settle(new Error(cause ? `${place}: ${cause.message}` : `${place} closes without an answer`, { cause }))
      },
    })
  })
}
