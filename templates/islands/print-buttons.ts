/** Makes the print buttons work. */
export function startPrintButtons(buttons: Iterable<HTMLElement>): void {
  for (const button of buttons) button.addEventListener('click', () => window.print())
}
