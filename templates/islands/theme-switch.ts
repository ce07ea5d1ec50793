const key = 'theme'
const root = document.documentElement.dataset

/** Keeps the reader's choice, shows it here and in other open pages, and colours the browser's own bars alike. */
export function startThemeSwitch(): void {
  const select = document.querySelector<HTMLSelectElement>('[data-theme-choice]')

  function show(theme: string): void {
    root['theme'] = theme
    if (select) select.value = theme
    colourBars(theme)
  }

  select?.addEventListener('change', () => {
    show(select.value)
    store(select.value)
  })
  addEventListener('storage', (event) => event.key === key && show(event.newValue ?? 'system'))
  show(root['theme'] ?? 'system')
}

function store(theme: string): void {
  try {
    if (theme === 'system') localStorage.removeItem(key)
    else localStorage.setItem(key, theme)
  } catch {
    // Where storage is forbidden the choice holds for this page.
  }
}

/** Of the two `theme-color` elements the one of the theme holds always, or each for its own scheme. */
function colourBars(theme: string): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color][media]')) {
    meta.dataset['scheme'] ??= /dark/.test(meta.media) ? 'dark' : 'light'
    const scheme = meta.dataset['scheme']
    meta.media = theme === 'system' ? `(prefers-color-scheme: ${scheme})` : theme === scheme ? 'all' : 'not all'
  }
}
