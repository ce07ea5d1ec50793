import type { ErrorCode } from './protocol.ts'

export type Transport = 'websocket' | 'events'

export type FeedEvent =
  | { type: 'opened'; transport: Transport }
  /** `code` as RFC 6455 has it; 1006 when there was no closing handshake. */
  | { type: 'closed'; transport: 'websocket'; code: number }
  | { type: 'closed'; transport: 'events' }
  | { type: 'refused'; transport: Transport; status: number }
  | { type: 'message-refused'; code: ErrorCode }
  /** A client is behind: it is sent nothing until it has read. */
  | { type: 'held'; transport: Transport }
  /** `slow` was held for too long, `silent` did not answer a ping. */
  | { type: 'cut'; transport: Transport; reason: 'slow' | 'silent' }
  /** Changes went out: to how many groups of clients with the same topics, and to how many clients. */
  | { type: 'flushed'; groups: number; clients: number }
  | { type: 'failed'; error: unknown }
