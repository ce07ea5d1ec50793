import type { Head } from 'enddel'

/** What the head of every page has: a title that ends in the site's name, and the icon. */
export function siteHead({ title, ...rest }: Head): Head {
  return { title: title === siteName ? title : `${title} | ${siteName}`, ...rest, extra: <Icon /> }
}

export const siteName = 'enddel'

function Icon() {
  return <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
}
