import type { ProviderProblem } from '../quote.ts'

/** What a status alone says; undefined when it is 200. `detail` is the provider's text, if there is one. */
export function statusProblem(status: number, detail = ''): ProviderProblem | undefined {
  if (status === 200) return undefined
  if (status === 429 || status === 418) return { kind: 'rate-limited', retryAfterMs: undefined }
  const kind = kinds[status]
  return kind ? { kind, detail: `status ${status}${detail && `, ${detail}`}` } : { kind: 'upstream', status }
}

/** 451 is what some regions get. */
const kinds: Record<number, 'auth' | 'plan' | 'bad-request' | 'not-found' | 'timeout'> = {
  400: 'bad-request',
  401: 'auth',
  402: 'plan',
  403: 'plan',
  404: 'not-found',
  408: 'timeout',
  410: 'not-found',
  422: 'bad-request',
  451: 'plan',
}
