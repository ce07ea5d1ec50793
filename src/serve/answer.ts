import type { ReadyPage } from './ready-page.ts'

/** What the client gets. */
export type Answer =
  | { kind: 'page'; page: ReadyPage; cacheStatus: string; serverTiming?: string }
  /** A page sent with another status than its own, for failures that come before a page. */
  | { kind: 'failure'; page: ReadyPage; status: 503 | 504; retryAfterS: number }
  | { kind: 'redirect'; status: 302 | 308; location: string; varies: boolean }
  | { kind: 'not-modified'; headers: readonly string[] }
  /** Not to be stored, unless `headers` have another Cache-Control. */
  | { kind: 'text'; status: number; body: string; type: string; headers: readonly string[] }

/** A refusal in one line; it says nothing of the machine. */
export function refusal(status: number, body: string, headers: readonly string[] = []): Answer {
  return { kind: 'text', status, body: `${body}\n`, type: 'text/plain; charset=utf-8', headers }
}

export function jsonAnswer(status: number, body: unknown, headers: readonly string[] = []): Answer {
  return { kind: 'text', status, body: `${JSON.stringify(body)}\n`, type: 'application/json', headers }
}
