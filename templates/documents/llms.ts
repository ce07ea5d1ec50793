import type { PageContext, ReportSummary } from 'enddel'
import type { LatestData } from '../loaders/reports.ts'
import { reportPath, twinEndings } from '../report-path.ts'
import { siteName } from '../site-name.ts'
import { marketDataPath } from '../structured-data/market-dataset.ts'
import { wordsIn } from '../words.ts'

/** What a language model should know of the site (https://llmstxt.org/), in the site's first language. */
export function llms({ reports }: LatestData, page: PageContext): string {
  const { t } = wordsIn(page.locale)
  const at = (path: string) => page.url(page.href(path))
  const others = page.locales.filter((locale) => locale !== page.locale)
  return [
    `# ${siteName}`,
    `> ${t.site.tagline}. ${t.site.lead}`,
    `${t.disclaimer.investment} ${t.disclaimer.machine}`,
    section(t.nav.main, [
      link(t.nav.reports, at('/crypto_reports_list'), t.report.listLead),
      link(t.nav.market, at('/market'), t.market.lead),
      link(t.nav.shop, at('/shop'), t.shop.lead),
    ]),
    ...(reports.length === 0
      ? []
      : [section(t.report.recent, [t.machines.twins, '', ...reports.map((report) => reportLink(report, at))])]),
    section(t.machines.data, [
      link('JSON', page.url(marketDataPath), t.machines.figures),
      link('RSS', at('/rss.xml'), t.machines.feeds),
      link('JSON Feed', at('/feed.json'), t.machines.feeds),
      link('Sitemap', page.url('/sitemap.xml'), t.machines.map),
    ]),
    ...(others.length === 0
      ? []
      : [
          section(
            t.machines.languages,
            others.map((locale) => homeLink(locale, page)),
          ),
        ]),
    '',
  ].join('\n\n')
}

function section(title: string, lines: readonly string[]): string {
  return `## ${title}\n\n${lines.join('\n')}`
}

function reportLink({ id, title, summary }: ReportSummary, at: (path: string) => string): string {
  return link(title, at(`${reportPath(id)}${twinEndings.markdown}`), summary)
}

function homeLink(locale: string, page: PageContext): string {
  const { t, f } = wordsIn(locale)
  return link(f.languageName(locale), page.url(page.hrefIn(locale, '/')), t.site.tagline)
}

function link(text: string, address: string, note: string): string {
  return `- [${text.replace(/[[\]\\]/g, '\\$&')}](${address}): ${note.replace(/\s+/g, ' ')}`
}
