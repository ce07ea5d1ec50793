const atMostMs = 2_000

/** Once the page is loaded and seen, when the browser has nothing better to do. */
export function whenIdle(work: () => void, signal: AbortSignal): void {
  const begin = () => signal.aborted || work()
  const wait = () => {
    // Safari has no idle callbacks.
    if ('requestIdleCallback' in window) requestIdleCallback(begin, { timeout: atMostMs })
    else setTimeout(begin, 200)
  }
  const once = { once: true, signal }
  const waitForLoad = () => {
    if (document.readyState === 'complete') wait()
    else addEventListener('load', wait, once)
  }
  // What was rendered ahead of a click that never comes must not follow the market.
  if ('prerendering' in document && document.prerendering)
    document.addEventListener('prerenderingchange', waitForLoad, once)
  else waitForLoad()
}
