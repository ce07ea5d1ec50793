import { type Head, type PageContext, usePage } from 'enddel'
import type { ComponentChildren } from 'preact'
import { siteImage } from './share-image.ts'
import { siteName } from './site-name.ts'
import { themeColours } from './theme-colours.ts'

/** What the head of every page has: a title that ends in the site's name, an image, the icon, and the feeds in its language. */
export function siteHead({ title, image, extra, ...rest }: Head, page: PageContext): Head {
  return {
    title: title === siteName ? title : `${title} | ${siteName}`,
    image: image ?? siteImage(page),
    ...rest,
    extra: <Links>{extra}</Links>,
  }
}

function Links({ children }: { children: ComponentChildren }) {
  const { href } = usePage()
  return (
    <>
      <meta name="theme-color" content={themeColours.light} media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content={themeColours.dark} media="(prefers-color-scheme: dark)" />
      <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      <link rel="manifest" href={href('/manifest.webmanifest')} />
      <link rel="alternate" type="application/rss+xml" title={siteName} href={href('/rss.xml')} />
      <link rel="alternate" type="application/feed+json" title={siteName} href={href('/feed.json')} />
      {children}
    </>
  )
}
