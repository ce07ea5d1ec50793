import { writeText } from './places.ts'
import { readWords } from './words.ts'

/** Buttons with `data-feed-pause`; `data-words='{"pause":"Pause","resume":"Resume"}'` where their text is to change. */
export function watchPauseButtons(onToggle: (isPaused: boolean) => void, signal: AbortSignal): void {
  const buttons = [...document.querySelectorAll<HTMLElement>('button[data-feed-pause]')]
  let isPaused = false

  function show(): void {
    for (const button of buttons) {
      button.ariaPressed = String(isPaused)
      const word = readWords(button)[isPaused ? 'resume' : 'pause']
      if (word) writeText(button, word)
    }
  }

  function toggle(): void {
    isPaused = !isPaused
    show()
    onToggle(isPaused)
  }

  for (const button of buttons) button.addEventListener('click', toggle, { signal })
  show()
}
