type State = 'ok' | 'degraded' | 'unknown' | 'unused'

/** What `/api/health` answers, as far as it is shown. */
interface Health {
  status?: unknown
  build?: unknown
  pages?: unknown
  redis?: unknown
  prices?: unknown
  market?: unknown
  productsAgeSeconds?: unknown
  problems?: Record<string, unknown>
}

const everyMs = 30_000
const patienceMs = 8_000

/** Asks now, when the button is pressed, and every half minute while the page is seen. */
export function startStatusPage(place: HTMLElement): void {
  const button = place.querySelector<HTMLButtonElement>('button')!
  let timer: ReturnType<typeof setInterval> | undefined

  async function ask(): Promise<void> {
    place.ariaBusy = 'true'
    show(place, await askHealth())
    place.ariaBusy = 'false'
  }

  function attend(): void {
    clearInterval(timer)
    if (document.visibilityState === 'visible') timer = setInterval(() => void ask(), everyMs)
  }

  button.addEventListener('click', () => void ask())
  document.addEventListener('visibilitychange', attend)
  addEventListener('pagehide', () => clearInterval(timer))
  addEventListener('pageshow', ({ persisted }) => persisted && attend())
  attend()
  void ask()
}

/** Undefined when it cannot be asked: the server is gone, or keeps its health from the public. */
async function askHealth(): Promise<Health | undefined> {
  try {
    const answer = await fetch('/api/health', { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) })
    const health = (await answer.json()) as Health
    return answer.ok && typeof health.status === 'string' ? health : undefined
  } catch {
    return undefined
  }
}

function show(place: HTMLElement, health: Health | undefined): void {
  const words = JSON.parse(place.dataset['words']!) as Record<State, string>
  const overall = !health ? 'unknown' : health.status === 'ok' ? 'ok' : 'degraded'
  const title = place.querySelector<HTMLElement>('[data-overall]')!
  title.dataset['state'] = overall
  title.textContent = title.getAttribute(`data-${overall}`)
  for (const row of place.querySelectorAll<HTMLElement>('[data-part]')) {
    const state = stateOf(row.dataset['part']!, health)
    row.dataset['state'] = state
    row.querySelector('[data-word]')!.textContent = words[state]
  }
  const time = place.querySelector('time')!
  const now = new Date()
  time.dateTime = now.toISOString()
  time.textContent = now.toLocaleTimeString(document.documentElement.lang, { timeZoneName: 'short' })
  place.querySelector('[data-build]')!.textContent = typeof health?.build === 'string' ? health.build : '–'
}

function stateOf(part: string, health: Health | undefined): State {
  if (!health) return 'unknown'
  if (health.problems && part in health.problems) return 'degraded'
  if (part === 'redis' && health.redis === undefined) return 'unused'
  if (part === 'market' && health.market === 'off') return 'unused'
  return 'ok'
}
