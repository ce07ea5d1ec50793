/** The site's own words for what the script says, from `data-words` as JSON; none when that is not an object of texts. */
export function readWords(element: HTMLElement): Readonly<Record<string, string | undefined>> {
  try {
    const entries = Object.entries(JSON.parse(element.dataset.words ?? '{}'))
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return {}
  }
}
