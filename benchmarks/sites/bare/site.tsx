/** The page of ../rows with preact-render-to-string alone. Not a site, but bundled as one, its JSX compiled the ordinary way. */
import { renderToString } from 'preact-render-to-string'
import { Layout, Rows, rowsOf } from '../rows/page.tsx'

export default {
  render: (id: number) =>
    renderToString(
      <Layout>
        <Rows data={{ rows: rowsOf(id) }} />
      </Layout>,
    ),
}
