/** A site for benchmarks: one page of 100 rows that is built, and as many like it as are asked for that never are, nor kept. */
import { custom, defineSite, route } from 'enddel'
import { Layout, Rows, rowsOf } from './page.tsx'

const head = () => ({ title: 'Rows', noindex: true })

export default defineSite({
  locales: ['en'],
  layout: Layout,
  routes: [
    route('/', { id: 'hot', page: Rows, head, load: () => ({ rows: rowsOf(0) }), prerender: 'all' }),
    route('/rows/:id', {
      id: 'rows',
      page: Rows,
      head,
      load: ({ id }) => ({ rows: rowsOf(Number(id)) }),
      freshness: custom(0),
    }),
  ],
  notFound: { page: () => <h1>There is no such page</h1>, head },
  error: { page: () => <h1>This page could not be made</h1>, head },
})
