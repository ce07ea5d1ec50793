import { z } from 'zod'
import { messageOf } from '../core/errors.ts'
import { parseJson, parseWith } from '../core/parse.ts'
import type { ClientMessage, ServerMessage } from './protocol.ts'
import { isTopic } from './topics.ts'

export type ErrorMessage = Extract<ServerMessage, { type: 'error' }>

/** Reads what a client sent, or says what is wrong with it. */
export function parseMessage(text: string): ClientMessage | ErrorMessage {
  if (text === 'ping' || text === 'dashboard_data') return { type: text }
  if (Buffer.byteLength(text) > maxMessageBytes) return wrong(`a message has at most ${maxMessageBytes} bytes`)
  let message: ClientMessage
  try {
    message = parseWith(schema, parseJson(text, 'message'), 'message')
  } catch (error) {
    return wrong(messageOf(error))
  }
  const stray = 'topics' in message ? message.topics.find((topic) => !isTopic(topic)) : undefined
  if (stray === undefined) return message
  return { type: 'error', code: 'INVALID_TOPIC', message: `not a topic: ${stray.slice(0, maxErrorLength)}` }
}

const maxMessageBytes = 4 * 1024
/** What was wrong may quote what was sent. */
const maxErrorLength = 200

const topics = z.array(z.string())
const epoch = z.string().max(64)
const seq = z.int().nonnegative()

// Strict objects refuse `__proto__` like any other name they do not have.
const schema = z.discriminatedUnion('type', [
  z
    .strictObject({ type: z.literal('subscribe'), topics, epoch: epoch.optional(), seq: seq.optional() })
    .refine((message) => (message.epoch === undefined) === (message.seq === undefined), 'epoch and seq go together'),
  z.strictObject({ type: z.literal('unsubscribe'), topics }),
  z.strictObject({ type: z.literal('resume'), epoch, seq }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('dashboard_data') }),
])

function wrong(message: string): ErrorMessage {
  return { type: 'error', code: 'INVALID_MESSAGE', message: message.slice(0, maxErrorLength) }
}
