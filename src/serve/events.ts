/** What happens while serving; metrics, log lines and tests listen to it. */
export type ServeEvent =
  | { type: 'page'; tier: 'hot' | 'memory' | 'render'; count: number }
  | { type: 'rendered'; route: string; ms: number }
  | {
      type: 'render-failed'
      route: string
      address: string
      message: string
      location: string | undefined
      stack: string | undefined
    }
  | { type: 'request-failed'; target: string; error: unknown }
  | { type: 'release'; id: string; pages: number; damaged: readonly string[] }
  | { type: 'release-failed'; error: unknown }
  | { type: 'popularity-failed'; error: unknown }
  | { type: 'stopping' }

export type OnServeEvent = (event: ServeEvent) => void
