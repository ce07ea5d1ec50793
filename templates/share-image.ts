import type { HeadImage, PageContext, ReportSummary } from 'enddel'
import { siteName } from './site-name.ts'
import { wordsIn } from './words.ts'

/** What stands for a report where it is shared. */
export function reportImage({ id, title }: ReportSummary, page: PageContext): HeadImage {
  return { path: page.href(`/share/${id}.png`), alt: title, ...size }
}

/** The same for all other pages. */
export function siteImage(page: PageContext): HeadImage {
  return { path: page.href('/share/site.png'), alt: `${siteName}: ${wordsIn(page.locale).t.site.tagline}`, ...size }
}

const size = { width: 1200, height: 630 }
