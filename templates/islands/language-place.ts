/**
 * Readers who change the language go on where they were: at the same heading, counted from the top, because its text and its
 * id are others there, and as far into its section.
 */
const key = 'place'
/** Who arrives later has come in another way. */
const keptForMs = 15_000

interface Place {
  path: string
  at: number
  headings: number
  heading: number
  /** Of the section's height. */
  share: number
}

export function startLanguagePlace(): void {
  takeUp()
  document.querySelector('[data-keeps-place]')?.addEventListener('click', ({ target }) => {
    const link = target instanceof Element && target.closest('a')
    if (!link) return
    document.cookie = `language=${link.hreflang}; path=/; max-age=31536000; samesite=lax`
    keep(link.pathname)
  })
}

function keep(path: string): void {
  const tops = topsOfHeadings()
  const heading = tops.findLastIndex((top) => top <= scrollY + innerHeight / 3)
  if (scrollY < 40 || heading < 0) return
  const place: Place = { path, at: Date.now(), headings: tops.length, heading, share: 0 }
  const [from, to] = sectionOf(tops, heading)
  place.share = (scrollY - from) / (to - from)
  try {
    sessionStorage.setItem(key, JSON.stringify(place))
  } catch {
    // Then the page begins at its top, as without a script.
  }
}

function takeUp(): void {
  const place = takePlace()
  if (!place || place.path !== location.pathname || Date.now() - place.at > keptForMs) return
  const tops = topsOfHeadings()
  if (tops.length !== place.headings) return
  const [from, to] = sectionOf(tops, place.heading)
  scrollTo({ top: from + place.share * (to - from), behavior: 'instant' })
}

function takePlace(): Place | undefined {
  try {
    const text = sessionStorage.getItem(key)
    sessionStorage.removeItem(key)
    return text ? (JSON.parse(text) as Place) : undefined
  } catch {
    return undefined
  }
}

function topsOfHeadings(): number[] {
  const headings = document.querySelectorAll('main :is(h1, h2, h3)')
  return [...headings].map((heading) => heading.getBoundingClientRect().top + scrollY)
}

function sectionOf(tops: readonly number[], heading: number): [from: number, to: number] {
  const from = tops[heading] ?? 0
  return [from, Math.max(from + 1, tops[heading + 1] ?? document.documentElement.scrollHeight)]
}
