/** The two ways to the feed. Each tells what it hears and, once, that it ended; after `close` it is silent. */
import type { Clock } from '../market/figure.ts'
import type { ClientMessage, ServerMessage } from '../realtime/protocol.ts'

export interface Line {
  /** Asks for a sign of life, where that can be asked for. */
  ping(): void
  close(): void
}

export interface Wish {
  topics: string[]
  /** What is known already. */
  clock: Clock | undefined
}

export interface Ears {
  hear(text: string): void
  /** With the close code of RFC 6455; 1006 when there was none. */
  end(code: number): void
}

export function openSocket(address: string, { topics, clock }: Wish, ears: Ears): Line {
  const url = new URL(address, location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  const socket = new WebSocket(url)
  const send = (message: ClientMessage) => socket.send(JSON.stringify(message))
  socket.onopen = () => send({ type: 'subscribe', topics, ...clock })
  socket.onmessage = ({ data }) => ears.hear(String(data))
  socket.onclose = ({ code }) => ears.end(code)
  return {
    ping() {
      if (socket.readyState === WebSocket.OPEN) send({ type: 'ping' })
    },
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.close()
    },
  }
}

export function openEvents({ topics, clock }: Wish, ears: Ears): Line {
  const asked = new URLSearchParams({ topics: topics.join() })
  if (clock) {
    asked.set('epoch', clock.epoch)
    asked.set('seq', String(clock.seq))
  }
  const source = new EventSource(`/events?${asked}`)
  for (const name of eventNames) source.addEventListener(name, ({ data }) => ears.hear(data))
  // The browser's own reconnecting knows neither our clock nor our back-off. The server's `error` has data and ends nothing.
  source.onerror = (event) => 'data' in event || ears.end(1006)
  return { ping() {}, close: () => source.close() }
}

const eventNames: ServerMessage['type'][] = ['welcome', 'snapshot', 'delta', 'report', 'build', 'subscribed', 'pong']
