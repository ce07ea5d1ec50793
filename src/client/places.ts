import type { SlotFormat } from '../live/slot.ts'
import { type Binding, classTokens, parseBindings } from './bindings.ts'

/** A text, class or attribute of the page in which a figure stands. */
export interface Place extends Binding {
  element: HTMLElement
  format: SlotFormat
}

export function findPlaces(root: ParentNode): Place[] {
  return [...root.querySelectorAll<HTMLElement>('[data-live]')].flatMap((element) =>
    parseBindings(element.dataset.live!).map((binding) => {
      const words = element.dataset.words?.split('|')
      const format: SlotFormat = { style: binding.style, locale: localeOf(element), since: binding.since }
      if (words?.length === 3) format.words = words as [string, string, string]
      return { ...binding, element, format }
    }),
  )
}

/** What stands there, without the spaces that fill up its slot. */
export function readPlace({ element, target, style }: Place): string {
  if (target === 'text') return element.textContent!.trim()
  if (target === 'class') return classTokens[style]!.find((token) => element.classList.contains(token)) ?? ''
  return element.getAttribute(target)?.trim() ?? ''
}

/** False when it stood there already. */
export function writePlace(place: Place, text: string): boolean {
  const { element, target } = place
  const before = readPlace(place)
  if (before === text.trim()) return false
  if (target === 'text') writeText(element, text)
  else if (target !== 'class') element.setAttribute(target, text)
  else if (!before || !element.classList.replace(before, text)) element.classList.add(text)
  return true
}

/** Into the text node that is there, so that a selection around it stays. */
export function writeText(element: Element, text: string): void {
  const node = element.firstChild
  if (node?.nodeType === Node.TEXT_NODE && !node.nextSibling) node.nodeValue = text
  else element.textContent = text
}

/** `Intl` throws for what is no language at all. */
function localeOf(element: Element): string {
  try {
    return Intl.getCanonicalLocales(element.closest<HTMLElement>('[lang]')?.lang)[0] ?? 'en'
  } catch {
    return 'en'
  }
}
