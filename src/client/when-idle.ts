const atMostMs = 2_000

/** Once the page is loaded, when the browser has nothing better to do. */
export function whenIdle(work: () => void, signal: AbortSignal): void {
  const begin = () => signal.aborted || work()
  const wait = () => {
    // Safari has no idle callbacks.
    if ('requestIdleCallback' in window) requestIdleCallback(begin, { timeout: atMostMs })
    else setTimeout(begin, 200)
  }
  if (document.readyState === 'complete') wait()
  else addEventListener('load', wait, { once: true, signal })
}
