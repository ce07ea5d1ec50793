/** Registers the worker that shows the offline page; on that page itself, loads what was wanted once there is a network. */
export function startOffline(): void {
  if (document.querySelector('[data-offline]')) addEventListener('online', () => location.reload())
  // Under `enddel dev` it would outlive the site: the next one may be written at the same address.
  if (!(import.meta as { hot?: unknown }).hot) whenIdle(() => void register())
}

async function register(): Promise<void> {
  try {
    // Absent where the page is not secure.
    await navigator.serviceWorker?.register(scriptAddress('/sw.js') as string)
  } catch {
    // Storage is forbidden or full: readers see the browser's own page when there is no network.
  }
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown }
}

/** Under `require-trusted-types-for 'script'` a plain text is refused here; the one policy that pages allow knows this address. */
function scriptAddress(address: string): unknown {
  const { trustedTypes } = window as { trustedTypes?: PolicyFactory }
  const policy = trustedTypes?.createPolicy('service-worker', { createScriptURL: () => address })
  return policy?.createScriptURL(address) ?? address
}

function whenIdle(work: () => void): void {
  const idle = () =>
    'requestIdleCallback' in window ? requestIdleCallback(work, { timeout: 5_000 }) : setTimeout(work, 1_000)
  if (document.readyState === 'complete') idle()
  else addEventListener('load', idle, { once: true })
}
