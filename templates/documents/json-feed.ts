import type { PageContext, Report } from 'enddel'
import type { FeedData } from '../loaders/reports.ts'
import { reportPath } from '../report-path.ts'
import { reportImage } from '../share-image.ts'
import { siteName } from '../site-name.ts'
import { wordsIn } from '../words.ts'
import { feedHtml } from './feed-html.ts'

/** JSON Feed 1.1 with the full text of each report (https://www.jsonfeed.org/version/1.1/). */
export function jsonFeed({ reports }: FeedData, page: PageContext): string {
  const home = page.url(page.href('/'))
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: siteName,
    description: wordsIn(page.locale).t.site.tagline,
    home_page_url: home,
    feed_url: page.url(page.href(page.path)),
    favicon: page.url('/favicon.svg'),
    authors: [{ name: siteName, url: home }],
    language: page.locale,
    items: reports.map((report) => item(report, page)),
  }
  return `${JSON.stringify(feed)}\n`
}

function item(report: Report, page: PageContext): object {
  const address = page.url(page.href(reportPath(report.id)))
  return {
    id: address,
    url: address,
    title: report.title,
    summary: report.summary,
    content_html: feedHtml(report, address, page),
    image: page.url(reportImage(report, page).path),
    date_published: report.createdAt,
    language: report.lang,
    tags: report.symbols,
  }
}
