/** Reports and lists of them, as a plain site has them: what builds are measured with. */
import { defineSite, type LoadContext, notFound, type Report, type ReportSummary, route } from 'enddel'

const perPage = 20

interface ListData {
  items: ReportSummary[]
  page: number
  pages: number
}

async function loadList({ page = '1' }: { page?: string }, { reports }: LoadContext): Promise<ListData> {
  const { items, total } = await reports.list({ page: Number(page), perPage })
  return { items, page: Number(page), pages: Math.max(1, Math.ceil(total / perPage)) }
}

function List({ data }: { data: ListData }) {
  return (
    <main>
      <h1>Reports</h1>
      <ul>
        {data.items.map(({ id, title, summary, createdAt }) => (
          <li key={id}>
            <a href={`/report/${id}`}>{title}</a> <time dateTime={createdAt}>{createdAt.slice(0, 10)}</time>
            <p>{summary}</p>
          </li>
        ))}
      </ul>
      <p>
        Page {data.page} of {data.pages}
      </p>
    </main>
  )
}

interface ReportData {
  report: Report
  older: ReportSummary[]
}

function ReportPage({ data: { report, older } }: { data: ReportData }) {
  const { title, summary, createdAt, body, symbols } = report
  return (
    <main>
      <article>
        <h1>{title}</h1>
        <p>
          <time dateTime={createdAt}>{createdAt.slice(0, 10)}</time> {symbols.join(', ')}
        </p>
        <p>{summary}</p>
        {body.kind === 'sections' &&
          body.sections.map((section) => (
            <section key={section.id} id={section.id}>
              <h2>{section.title}</h2>
              {section.blocks.map((block, index) =>
                block.kind === 'html' ? <div key={index} dangerouslySetInnerHTML={{ __html: block.html }} /> : null,
              )}
            </section>
          ))}
      </article>
      <aside>
        <h2>Before</h2>
        {older.map(({ id, title }) => (
          <a key={id} href={`/report/${id}`}>
            {title}
          </a>
        ))}
      </aside>
    </main>
  )
}

export default defineSite({
  locales: ['en'],
  layout: ({ children }) => (
    <div>
      <header>
        <a href="/">Reports</a>
      </header>
      {children}
      <footer>Nothing here is advice.</footer>
    </div>
  ),
  routes: [
    route('/', {
      id: 'home',
      page: List,
      head: () => ({ title: 'Reports' }),
      load: loadList,
      prerender: 'all',
      always: true,
    }),
    route('/page/:page', {
      id: 'list',
      page: List,
      head: () => ({ title: 'Reports' }),
      load: loadList,
      params: async ({ reports }) => {
        const pages = Math.ceil((await reports.ids()).length / perPage)
        return Array.from({ length: Math.max(0, pages - 1) }, (_, index) => ({ page: String(index + 2) }))
      },
      prerender: 'all',
      always: true,
    }),
    route('/report/:id', {
      id: 'report',
      page: ReportPage,
      head: ({ report }) => ({ title: report.title, description: report.summary }),
      load: async ({ id }, { reports }) => {
        const report = await reports.get(Number(id))
        return report ? { report, older: await reports.older(report.id, 4) } : notFound()
      },
      params: async ({ reports }) => (await reports.ids()).map((id) => ({ id: String(id) })),
      prerender: 'all',
      always: true,
    }),
  ],
  notFound: { page: () => <main>Not found</main>, head: () => ({ title: 'Not found' }) },
  error: { page: () => <main>Error</main>, head: () => ({ title: 'Error' }) },
})
