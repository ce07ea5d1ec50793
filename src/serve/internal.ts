import { type Answer, jsonAnswer } from './answer.ts'
import type { Metrics } from './metrics.ts'
import type { Release } from './release.ts'

export interface InternalParts {
  release(): Release
  isStopping(): boolean
  /** Why the newest build could not be loaded, if so. */
  releaseProblem(): string | undefined
  metrics: Metrics
}

/** Paths for operators: `/livez`, `/readyz`, `/health` and `/metrics`. */
export function createInternal({ release, isStopping, releaseProblem, metrics }: InternalParts) {
  const answers: Record<string, () => Answer | Promise<Answer>> = {
    '/livez': () => jsonAnswer(200, { status: 'ok' }),
    '/readyz': () => (isStopping() ? jsonAnswer(503, { status: 'stopping' }) : jsonAnswer(200, { status: 'ok' })),
    '/health'() {
      const { id, hot, damaged } = release()
      const problem = releaseProblem()
      const status = problem || damaged.length > 0 ? 'degraded' : 'ok'
      return jsonAnswer(200, {
        status,
        build: id,
        pages: hot.size,
        damagedPages: damaged.length,
        ...(problem && { problem: 'the newest build cannot be loaded; the log says why' }),
      })
    },
    async '/metrics'() {
      return { kind: 'text', status: 200, body: await metrics.text(), type: metrics.contentType, headers: [] }
    },
  }
  return (path: string): Answer | Promise<Answer> | undefined =>
    Object.hasOwn(answers, path) ? answers[path]!() : undefined
}
