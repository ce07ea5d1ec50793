/** What the feed and its clients say to each other: docs/feed.md in types. */
import type { FigureId, FigureStatus } from '../market/figure.ts'
import type { MarketMode } from '../market/market-view.ts'

export const protocolVersion = 1

export type { MarketMode }

/** `[value, at, source, status]`. */
export type SentFigure = [value: number | string, at: number, source: string, status: FigureStatus]

type SentFigures = Record<FigureId, SentFigure>

export type ServerMessage =
  | {
      type: 'welcome'
      version: number
      market: MarketMode
      epoch: string
      seq: number
      time: number
      build: string
      report: number | null
    }
  | { type: 'snapshot'; epoch: string; seq: number; time: number; figures: SentFigures }
  | { type: 'delta'; epoch: string; seq: number; figures: SentFigures }
  | { type: 'report'; id: number; time: number }
  | { type: 'build'; id: string; time: number }
  | { type: 'subscribed'; topics: readonly string[] }
  | { type: 'pong'; time: number }
  | { type: 'dashboard_data'; data: unknown; timestamp: string }
  | { type: 'error'; code: ErrorCode; message: string }

export type ErrorCode = 'INVALID_MESSAGE' | 'INVALID_TOPIC' | 'TOO_MANY_TOPICS' | 'RATE_LIMITED'

export type ClientMessage =
  | { type: 'subscribe'; topics: string[]; epoch?: string | undefined; seq?: number | undefined }
  | { type: 'unsubscribe'; topics: string[] }
  | { type: 'resume'; epoch: string; seq: number }
  | { type: 'ping' }
  | { type: 'dashboard_data' }
