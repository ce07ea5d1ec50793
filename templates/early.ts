/** Runs in the head, before anything is painted: a chosen theme is never preceded by a flash of the other. */
let chosen: string | undefined
try {
  chosen = localStorage['theme'] as string | undefined
} catch {
  // Storage may be forbidden: then it is the system's.
}
document.documentElement.dataset['theme'] = chosen === 'light' || chosen === 'dark' ? chosen : 'system'

export {}
