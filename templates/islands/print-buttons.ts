/** Makes the print buttons work, and shows them: without this script there are none. */
export function startPrintButtons(buttons: Iterable<HTMLElement>): void {
  for (const button of buttons) {
    button.addEventListener('click', () => window.print())
    button.hidden = false
  }
}
