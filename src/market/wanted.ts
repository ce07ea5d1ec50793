import { ProviderError } from './quote.ts'

/** Why work is given up: `late` after its time, `unwanted` when nobody waits for it any more. */
export interface Limits {
  ms: number
  late(): Error
  /** Each ends the work when it is aborted. */
  signals: readonly AbortSignal[]
  unwanted(): Error
}

/** Runs `work` as long as it is wanted. What does not heed `stop` ends unheard: a connection being made does not. */
export async function whileWanted<Result>(
  { ms, late, signals, unwanted }: Limits,
  work: (stop: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stop = new AbortController()
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true })
  })
  const leave = ({ target }: Event) => stop.abort(isTimeout(target as AbortSignal) ? late() : unwanted())
  const timer = setTimeout(() => stop.abort(late()), ms)
  for (const signal of signals) signal.addEventListener('abort', leave, { once: true })
  try {
    if (signals.some(({ aborted }) => aborted)) throw unwanted()
    return await Promise.race([stopped, work(stop.signal)])
  } finally {
    clearTimeout(timer)
    for (const signal of signals) signal.removeEventListener('abort', leave)
  }
}

/** Whoever asked had a time limit of their own, by AbortSignal.timeout() or in our words, and it was the shorter one. */
function isTimeout({ reason }: AbortSignal): boolean {
  if (reason instanceof ProviderError) return reason.problem.kind === 'timeout'
  return reason instanceof DOMException && reason.name === 'TimeoutError'
}
