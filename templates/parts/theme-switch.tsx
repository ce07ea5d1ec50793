import { useWords } from '../words.ts'

const themes = ['system', 'light', 'dark'] as const

/** The browser's own list of choices behind an icon. Without JavaScript it is not shown. */
export function ThemeSwitch() {
  const { theme, themes: names } = useWords().t.frame
  return (
    <label class="tool theme-switch needs-script" title={theme}>
      <svg class="icon of-system" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="8.5" />
        <path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor" />
      </svg>
      <svg class="icon of-light" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="4" />
        <path d="M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M5 19l1.7-1.7M17.3 6.7 19 5" />
      </svg>
      <svg class="icon of-dark" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z" />
      </svg>
      <span class="visually-hidden">{theme}</span>
      <select data-theme-choice>
        {themes.map((name) => (
          <option key={name} value={name}>
            {names[name]}
          </option>
        ))}
      </select>
    </label>
  )
}
