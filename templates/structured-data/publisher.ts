import type { PageContext } from 'enddel'
import { siteName } from '../site-name.ts'
import { wordsIn } from '../words.ts'

/** Who publishes the site (https://schema.org/Organization). It signs the reports too: no person is named on the site. */
export function organization(page: PageContext): object {
  return {
    '@type': 'Organization',
    '@id': page.url('/#organization'),
    name: siteName,
    url: page.url(page.href('/')),
    logo: page.url('/favicon.svg'),
  }
}

/** The site as a whole, for its home page (https://schema.org/WebSite). */
export function website(page: PageContext): object {
  const { tagline, lead } = wordsIn(page.locale).t.site
  return {
    '@context': 'https://schema.org',
    '@type': 'WebSite',
    '@id': page.url('/#website'),
    name: siteName,
    alternateName: `${siteName}: ${tagline}`,
    description: lead,
    url: page.url(page.href('/')),
    inLanguage: page.locale,
    publisher: organization(page),
  }
}
