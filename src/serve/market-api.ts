import type { IncomingMessage } from 'node:http'
import type { Board } from '../market/board.ts'
import type { MarketMode } from '../market/market-view.ts'
import { summaryOf } from '../market/summary.ts'
import type { Admin } from './admin.ts'
import { type Answer, jsonAnswer, refusal } from './answer.ts'
import { matchesEtag } from './conditions.ts'

export interface MarketApiParts {
  board: Board
  market: MarketMode
  admin: Pick<Admin, 'refuse'>
  /** Asks the providers now. Rejects where there are none to ask. */
  refresh(): Promise<void>
  /** For `/api/websocket/stats`. */
  feedClients(): number
  now?: () => number
}

/** `/api/crypto/dashboard-summary`, its refresh, and the paths that mean the same. */
export interface MarketApi {
  handles(path: string): boolean
  answer(request: IncomingMessage, path: string): Promise<Answer>
}

const summaryPaths = new Set(['/api/crypto/dashboard-summary', '/api/dashboard/data'])
const refreshPath = '/api/crypto/dashboard-summary/refresh'
const statsPath = '/api/websocket/stats'

export function createMarketApi(parts: MarketApiParts): MarketApi {
  const { board, market, admin, refresh, feedClients, now = Date.now } = parts

  function answerSummary(request: IncomingMessage): Answer {
    const summary = summaryOf(board, market, now())
    const { epoch, seq, last_updated: updated } = summary
    const tag = `"${epoch}.${seq}"`
    const age = updated === null ? 0 : Math.max(0, Math.floor((now() - Date.parse(updated)) / 1000))
    // Weak: ages grow while the figures stay.
    const headers = ['ETag', `W/${tag}`, 'Age', String(age), 'Cache-Control', 'public, max-age=1']
    const known = request.headers['if-none-match']
    if (matchesEtag(known, tag)) return { kind: 'not-modified', headers }
    return jsonAnswer(200, summary, headers)
  }

  async function answerRefresh(request: IncomingMessage): Promise<Answer> {
    if (request.method !== 'POST') return refusal(405, 'This changes something: use POST.', ['Allow', 'POST'])
    const refused = admin.refuse(request)
    if (refused) return refused
    if (market === 'off') return refusal(409, 'There is nothing to ask: serve runs with --market off.')
    await refresh()
    return jsonAnswer(200, summaryOf(board, market, now()))
  }

  return {
    handles: (path) => summaryPaths.has(path) || path === refreshPath || path === statsPath,
    async answer(request, path) {
      if (path === refreshPath) return answerRefresh(request)
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return refusal(405, 'This can only be read.', ['Allow', 'GET, HEAD'])
      return path === statsPath ? jsonAnswer(200, { connections: feedClients() }) : answerSummary(request)
    },
  }
}
