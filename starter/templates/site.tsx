import { defineSite, notFound, route } from 'enddel'
import { Home } from './home.tsx'
import { Layout } from './layout.tsx'
import { NotFound } from './not-found.tsx'
import { ReportList } from './report-list.tsx'
import { ReportPage } from './report.tsx'
import { languages, siteName } from './settings.ts'
import { useWords, wordsIn } from './words.ts'

const icon = <link rel="icon" href="/favicon.svg" type="image/svg+xml" />

/** Every page of the site: its address, what it shows, and what it is made from. */
export default defineSite({
  locales: Object.keys(languages),
  layout: Layout,
  routes: [
    route('/', {
      id: 'home',
      page: Home,
      head: (_, { locale }) => ({ title: siteName, description: wordsIn(locale).tagline, extra: icon }),
      load: async (_, { market, reports }) => ({
        coins: market.coins.slice(0, 4),
        reports: (await reports.list({ page: 1, perPage: 3 })).items,
      }),
      prerender: 'all',
      always: true,
    }),
    route('/reports', {
      id: 'reports',
      page: ReportList,
      head: (_, { locale }) => ({ title: `${wordsIn(locale).reports} · ${siteName}`, extra: icon }),
      load: async (_, { reports }) => ({ reports: (await reports.list({ page: 1, perPage: 50 })).items }),
      prerender: 'all',
      always: true,
    }),
    route('/report/:id', {
      id: 'report',
      page: ReportPage,
      head: ({ report: { title, summary } }) => ({
        title: `${title} · ${siteName}`,
        description: summary,
        type: 'article',
        extra: icon,
      }),
      load: async ({ id }, { reports }) => {
        const report = /^[1-9]\d*$/.test(id) ? await reports.get(Number(id)) : undefined
        return report ? { report } : notFound()
      },
      params: async ({ reports }) => (await reports.ids()).map((id) => ({ id: String(id) })),
      tags: (_, { id }) => [`report:${id}`],
      freshness: 'longTerm',
      prerender: 'all',
      always: true,
    }),
  ],
  notFound: {
    page: NotFound,
    head: ({ locale }) => ({ title: wordsIn(locale).notFound, extra: icon }),
  },
  error: {
    page: () => <h1>{useWords().broken}</h1>,
    head: ({ locale }) => ({ title: wordsIn(locale).broken, extra: icon }),
  },
})
