import { once } from 'node:events'
import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel'
import { Redis, type RedisOptions } from 'ioredis'
import { EnddelError, errnoOf, messageOf } from './errors.ts'
import type { Running } from './lifecycle.ts'
import { readRedisUrl } from './redis-url.ts'

/** Redis is a helper: whatever happens to it costs at most a little time, never an answer. */
export interface RedisLink extends Running {
  /** Runs a command, or rejects with `E_REDIS`: after `commandMs` without an answer, and at once while Redis is known to be down. */
  run<Result>(command: (client: Redis) => Promise<Result>): Promise<Result>
  /**
   * Hears a channel on a connection of its own. `onGap` is called whenever messages may have been missed: when the
   * connection is lost, and when listening begins, for the first time or again.
   */
  listen(channel: string, onMessage: (message: string) => void, onGap: () => void): Running
  isUp(): boolean
}

/** Each is told once a change. */
export type RedisEvent = { type: 'redis-up' } | { type: 'redis-down'; reason: string }

export function createRedis(
  url: string,
  onEvent: (event: RedisEvent) => void,
  { commandMs = 100 }: { commandMs?: number } = {},
): RedisLink {
  const { href, mask } = readRedisUrl(url)
  const options = optionsFor(commandMs)
  let state: 'starting' | 'up' | 'down' | 'closed' = 'starting'
  let reason = 'closed'
  let settle = () => {}
  const started = new Promise<void>((resolve) => (settle = resolve))

  function change(to: 'up' | 'down', why = '') {
    if (state === to || state === 'closed') return
    state = to
    reason = why
    settle()
    onEvent(to === 'up' ? { type: 'redis-up' } : { type: 'redis-down', reason })
  }

  // A stopped Redis keeps its connections, so this notices it. The connection is then given up, and with it what waits to
  // be sent; the handshake of the next one is the first test, so that hardly a request waits for a Redis that is not there.
  const breaker = circuitBreaker(
    handleWhen((error) => error.message === 'Command timed out'),
    { breaker: new ConsecutiveBreaker(5), halfOpenAfter: pauseMs },
  )
  breaker.onBreak(() => {
    change('down', 'it does not answer')
    client.disconnect(true)
  })

  const client = new Redis(href, {
    ...options,
    retryStrategy: (times: number) =>
      breaker.state === CircuitState.Open ? pauseMs + Math.random() * 100 : backoff(times),
  })
  let failure: string | undefined
  client.on('error', (error) => (failure = mask(messageOf(error) || String(errnoOf(error)))))
  client.on('close', () => change('down', failure ?? 'the connection was closed'))
  client.on('ready', () => {
    failure = undefined
    change('up')
  })

  const listenings = new Set<Running>()
  let closing: Promise<void> | undefined

  return {
    async run(command) {
      if (state === 'starting') await started
      // While one command tests whether Redis answers again, no other waits for the outcome.
      if (state !== 'up' || breaker.state === CircuitState.HalfOpen) throw refusal(reason || 'it is being tested')
      // The error of the library holds the arguments of the command, even a password: only its message goes on.
      return breaker
        .execute(() => command(client))
        .catch((error: unknown) => {
          throw refusal(mask(messageOf(error)))
        })
    },
    listen(channel, onMessage, onGap) {
      const listening = listen(new Redis(href, options), channel, onMessage, onGap)
      listenings.add(listening)
      return {
        close() {
          listenings.delete(listening)
          return listening.close()
        },
      }
    },
    isUp: () => state === 'up',
    close() {
      state = 'closed'
      reason = 'closed'
      settle()
      closing ??= Promise.all([...[...listenings].map((listening) => listening.close()), disconnect(client)]).then(
        () => {},
      )
      return closing
    },
  }
}

/** How long Redis is left alone after it has not answered. */
const pauseMs = 1_000

/** A listener hears nothing from a Redis that is stopped, or behind a broken network: it has to ask. */
const heartbeatMs = 500

function optionsFor(commandMs: number) {
  return {
    commandTimeout: commandMs,
    connectTimeout: 500,
    disconnectTimeout: 100,
    maxLoadingRetryTime: 1_000,
    enableOfflineQueue: false,
    // What has no answer when the connection is lost has failed: it is not sent again behind its caller's back.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    retryStrategy: backoff,
  } satisfies RedisOptions
}

/** At most a second; at random, so that not all processes come back in one moment. */
function backoff(times: number): number {
  return Math.min(1_000, 50 * 2 ** times) * (0.5 + Math.random() / 2)
}

function refusal(reason: string): EnddelError {
  return new EnddelError('E_REDIS', `Redis cannot be used: ${reason}`)
}

function listen(client: Redis, channel: string, onMessage: (message: string) => void, onGap: () => void): Running {
  let isListening = false
  let closing: Promise<void> | undefined
  const giveUp = () => client.disconnect(true)

  client.on('error', () => {}) // told by the connection for commands
  client.on('ready', () => {
    client.subscribe(channel).then(() => {
      if (closing) return
      isListening = true
      onGap()
    }, giveUp)
  })
  client.on('close', () => {
    if (!isListening) return
    isListening = false
    onGap()
  })
  client.on('message', (_, message) => isListening && onMessage(message))
  const heartbeat = setInterval(() => {
    if (isListening) client.ping().catch(giveUp)
  }, heartbeatMs)
  heartbeat.unref()

  return {
    close() {
      isListening = false
      clearInterval(heartbeat)
      closing ??= disconnect(client)
      return closing
    },
  }
}

/** What was sent is still delivered; after `disconnectTimeout` the library ends the connection in any case. */
async function disconnect(client: Redis): Promise<void> {
  client.disconnect()
  const stream = client.stream as Redis['stream'] | undefined // there is none before the first attempt
  if (stream && !stream.closed) await once(stream, 'close')
}
