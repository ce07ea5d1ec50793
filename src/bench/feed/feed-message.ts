import { z } from 'zod'
import { messageOf } from '../../core/errors.ts'

/** What clients look at of a message of docs/feed.md. */
export type FeedMessage =
  | { type: 'welcome' | 'subscribed' | 'report' | 'build' | 'pong' }
  | { type: 'snapshot'; epoch: string; seq: number }
  | { type: 'delta'; epoch: string; seq: number; times: FigureTimes | undefined }
  /** It is none that the feed may send to who does as it says. */
  | { type: 'wrong'; what: string }

/** When the figures of a delta were so, in milliseconds since 1970. */
export interface FigureTimes {
  oldest: number
  newest: number
  /** Of those that are live: a figure that has only become late tells nothing of the way it went. */
  newestLive: number | undefined
}

export function readFeedMessage(text: string): FeedMessage {
  try {
    const message = messageSchema.parse(JSON.parse(text))
    if (message.type === 'error') return { type: 'wrong', what: `the feed says ${message.code}: ${message.message}` }
    if (message.type === 'delta') return { ...message, times: timesOf(Object.values(message.figures)) }
    return message
  } catch (error) {
    return { type: 'wrong', what: `${JSON.stringify(text.slice(0, 80))} is no message of the feed: ${firstOf(error)}` }
  }
}

const figureSchema = z.tuple([
  z.union([z.number(), z.string()]),
  z.number(),
  z.string(),
  z.enum(['live', 'delayed', 'stale', 'closed']),
])

type Figure = z.infer<typeof figureSchema>

const clock = { epoch: z.string(), seq: z.number().int().nonnegative() }
const figures = z.record(z.string(), figureSchema)

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('delta'), ...clock, figures }),
  z.object({ type: z.literal('snapshot'), ...clock, figures }),
  z.object({ type: z.literal('welcome'), version: z.literal(1) }),
  z.object({ type: z.enum(['subscribed', 'report', 'build', 'pong']) }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
])

function timesOf(figures: readonly Figure[]): FigureTimes | undefined {
  if (figures.length === 0) return undefined
  let [oldest, newest, newestLive] = [Infinity, -Infinity, undefined as number | undefined]
  for (const [, at, , status] of figures) {
    oldest = Math.min(oldest, at)
    newest = Math.max(newest, at)
    if (status === 'live') newestLive = Math.max(newestLive ?? at, at)
  }
  return { oldest, newest, newestLive }
}

function firstOf(error: unknown): string {
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined
  return issue ? `${issue.path.join('.')}: ${issue.message}` : messageOf(error)
}
