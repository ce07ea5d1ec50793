import type { Site } from './contract.ts'

/**
 * JSON for browsers that fetch and render ahead what a reader is about to follow: any page of the site once the pointer rests
 * on a link to it, or presses it. Files, which have a dot in their names, and the API are no pages.
 */
export function speculationRules({ locales, speculation = true }: Pick<Site, 'locales' | 'speculation'>): string {
  if (speculation === false) return ''
  const excepted = speculation === true ? [] : speculation.except
  const language = locales.length > 1 ? '/*' : ''
  const others = ['/api/*', '/*.*', ...excepted.map((path) => language + path)]
  const where = {
    and: [
      { href_matches: '/*' },
      { not: { href_matches: others } },
      { not: { selector_matches: '[rel~=nofollow], [target], [download]' } },
    ],
  }
  return JSON.stringify({ prerender: [{ where, eagerness: 'moderate' }] })
}
