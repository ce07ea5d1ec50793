/** Calls and messages between a primary and its workers, over the channel node gives them. */

/** `process` in a worker, the child in the primary. */
export interface ChannelPort {
  send?(message: object, done: (error: Error | null) => void): boolean
  on(event: 'message', listener: (message: unknown) => void): unknown
  once(event: 'disconnect', listener: () => void): unknown
}

/** What the other side may ask for, by name. Both sides are of one build of this program, so the data is not checked. */
export type Handlers = Record<string, (data: never) => unknown>

export interface Channel {
  /** Asks the other side. Rejects with the message of its error, or when it is gone. */
  call<Result>(name: string, data?: unknown): Promise<Result>
  /** Resolves when the message has left this process, or never will. */
  tell(name: string, data?: unknown): Promise<void>
}

type Message =
  | { kind: 'call'; id: number; name: string; data: unknown }
  | { kind: 'tell'; name: string; data: unknown }
  | { kind: 'result'; id: number; result: unknown }
  | { kind: 'error'; id: number; message: string }

export function createChannel(port: ChannelPort, handlers: Handlers): Channel {
  const waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>()
  let lastId = 0
  let isGone = false

  const send = (message: Message) =>
    new Promise<void>((resolve) => {
      if (isGone || !port.send) return resolve()
      port.send(message, () => resolve())
    })

  async function handle({ id, name, data }: Extract<Message, { kind: 'call' }>): Promise<void> {
    try {
      await send({ kind: 'result', id, result: await handlers[name]!(data as never) })
    } catch (error) {
      await send({ kind: 'error', id, message: error instanceof Error ? error.message : String(error) })
    }
  }

  port.on('message', (raw) => {
    const message = raw as Message
    if (message.kind === 'call') return void handle(message)
    if (message.kind === 'tell') return void handlers[message.name]?.(message.data as never)
    const caller = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.kind === 'result') caller?.resolve(message.result as never)
    else caller?.reject(new Error(message.message))
  })
  port.once('disconnect', () => {
    isGone = true
    for (const { reject } of waiting.values()) reject(new Error('the other process is gone'))
    waiting.clear()
  })

  return {
    call(name, data) {
      if (isGone || !port.send) return Promise.reject(new Error('the other process is gone'))
      const id = ++lastId
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        void send({ kind: 'call', id, name, data })
      })
    },
    tell: (name, data) => send({ kind: 'tell', name, data }),
  }
}
