const leaveAfterMs = 30_000

export interface PresenceListener {
  /** The page is seen, from the beginning or again. */
  arrive(): void
  /** It has not been seen for half a minute, or is put away. */
  leave(): void
  /** The network is there again while the page is seen. */
  online(): void
}

export function watchPresence({ arrive, leave, online }: PresenceListener, signal: AbortSignal): void {
  let leaving: ReturnType<typeof setTimeout> | undefined
  const isSeen = () => document.visibilityState === 'visible'

  function look(): void {
    clearTimeout(leaving)
    if (isSeen()) arrive()
    else leaving = setTimeout(leave, leaveAfterMs)
  }

  document.addEventListener('visibilitychange', look, { signal })
  // A page with an open socket is not kept for the way back (bfcache).
  addEventListener('pagehide', leave, { signal })
  addEventListener('pageshow', ({ persisted }) => persisted && look(), { signal })
  addEventListener('online', () => isSeen() && online(), { signal })
  signal.addEventListener('abort', () => clearTimeout(leaving))
  look()
}
