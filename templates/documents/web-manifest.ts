import type { PageContext } from 'enddel'
import { siteName } from '../site-name.ts'
import { themeColours } from '../theme-colours.ts'
import { wordsIn } from '../words.ts'

/** What the site is called and how it looks when it is put on a home screen (https://www.w3.org/TR/appmanifest/). */
export function webManifest(_data: object, page: PageContext): string {
  const manifest = {
    id: page.href('/'),
    name: `${siteName}: ${wordsIn(page.locale).t.site.tagline}`,
    short_name: siteName,
    lang: page.locale,
    start_url: page.href('/'),
    scope: '/',
    display: 'minimal-ui',
    theme_color: themeColours.light,
    background_color: themeColours.light,
    icons: [{ src: '/favicon.svg', type: 'image/svg+xml', sizes: 'any', purpose: 'any' }],
  }
  return `${JSON.stringify(manifest)}\n`
}
