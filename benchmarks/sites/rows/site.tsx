/**
 * A site for benchmarks: a page of 100 rows and one of 280 (22 KB) that are built, and as many like the first as are asked for
 * that never are, nor kept.
 */
import { custom, defineSite, route } from 'enddel'
import { Layout, Rows, rowsOf } from './page.tsx'

const head = () => ({ title: 'Rows', noindex: true })

export default defineSite({
  locales: ['en'],
  layout: Layout,
  routes: [
    route('/', { id: 'hot', page: Rows, head, load: () => ({ rows: rowsOf(0) }), prerender: 'all' }),
    route('/long', { id: 'long', page: Rows, head, load: () => ({ rows: rowsOf(0, 280) }), prerender: 'all' }),
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
