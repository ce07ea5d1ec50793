/** A site for benchmarks: 10,000 pages of about 20 KB. `enddel build --popular N` builds N of them. */
import { defineSite, type PageProps, route } from 'enddel'

const head = () => ({ title: 'Many', noindex: true })

export default defineSite({
  locales: ['en'],
  layout: ({ children }) => <main>{children}</main>,
  routes: [
    route('/page/:id', {
      id: 'page',
      page: Words,
      head,
      load: ({ id }) => ({ id: Number(id) }),
      params: () => Array.from({ length: 10_000 }, (_, index) => ({ id: String(index) })),
      prerender: 'all',
    }),
  ],
  notFound: { page: () => <h1>There is no such page</h1>, head },
  error: { page: () => <h1>This page could not be made</h1>, head },
})

/** Text of its own for every page, which compresses about as well as prose. */
function Words({ data }: PageProps<{ id: number }>) {
  let seed = data.id + 1
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  // The square makes few words frequent and most of them rare.
  const word = () => vocabulary[Math.floor((random(1_000) / 1_000) ** 2 * vocabulary.length)]!
  return (
    <>
      <h1>Page {data.id}</h1>
      {Array.from({ length: 33 }, () => (
        <p>{Array.from({ length: 80 }, word).join(' ')}.</p>
      ))}
    </>
  )
}

const syllables = ['ka', 'lo', 'mi', 'ran', 'te', 'sol', 'u', 'ver', 'pin', 'da', 'est', 'or']
const vocabulary = syllables.flatMap((one) => syllables.flatMap((two) => syllables.map((three) => one + two + three)))
