import { type Head, usePage } from 'enddel'
import { siteName } from './site-name.ts'

/** What the head of every page has: a title that ends in the site's name, the icon, and the feed in its language. */
export function siteHead({ title, ...rest }: Head): Head {
  return { title: title === siteName ? title : `${title} | ${siteName}`, ...rest, extra: <Links /> }
}

function Links() {
  const page = usePage()
  return (
    <>
      <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      <link rel="alternate" type="application/rss+xml" title={siteName} href={page.href('/rss.xml')} />
    </>
  )
}
