import type { ProviderEvent } from '../market/providers/provider-event.ts'
import type { ProviderOptions } from '../market/providers/provider-http.ts'
import { ProviderError, type ProviderProblem } from '../market/quote.ts'
import { moment } from './market-fixtures.ts'
import { answers, type Behaviour, type StubUpstream, withUpstream } from './stub-upstream.ts'

/** Passed to whatever asks: nothing waits in earnest, nothing is left to chance, and the clock is moved by hand. */
export interface Asking {
  options: ProviderOptions & { key: string }
  upstream: StubUpstream
  events: ProviderEvent[]
  onEvent(event: ProviderEvent): void
  clock: { now: number }
  signal: AbortSignal
}

/** A key that no answer should ever show. */
export const key = 'k3y/of+nobody'

export async function withProvider(behaviour: Behaviour, work: (asking: Asking) => Promise<void>): Promise<void> {
  await withUpstream(behaviour, async (upstream) => {
    const clock = { now: moment }
    const events: ProviderEvent[] = []
    const options = {
      baseUrl: upstream.url,
      key,
      backoffMs: 1,
      limit: { requests: 1_000, perMs: 1_000 },
      now: () => clock.now,
      random: () => 0,
    }
    const { signal } = new AbortController()
    await work({ options, upstream, events, onEvent: (event) => events.push(event), clock, signal })
  })
}

/** The error with which a question ends; anything but a ProviderError comes out as it is. */
export async function errorOf(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(
    () => new Error('nothing failed'),
    (failure: unknown) => failure,
  )
  if (error instanceof ProviderError) return error
  throw error
}

export async function problemOf(work: Promise<unknown>): Promise<ProviderProblem> {
  return (await errorOf(work)).problem
}

export function status(code: number, headers: Record<string, string> = {}, body: unknown = {}): Behaviour {
  return answers(code, headers, typeof body === 'string' ? body : JSON.stringify(body))
}
