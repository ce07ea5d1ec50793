/** A site for benchmarks: a page of 12 live figures in about 21 KB, and the same page with the figures as plain text. */
import { defineSite, Live, type LiveProps, route } from 'enddel'
import type { ComponentChildren } from 'preact'

const coins = ['BTC', 'ETH', 'SOL', 'XRP', 'ADA', 'LINK']
const figures: Pick<LiveProps, 'value' | 'as'>[] = coins.flatMap((coin) => [
  { value: `${coin}.price`, as: 'price' } as const,
  { value: `${coin}.change24h`, as: 'change' } as const,
])

function Page({ figure }: { figure: (at: Pick<LiveProps, 'value' | 'as'>) => ComponentChildren }) {
  return (
    <>
      <h1>Prices</h1>
      <ul>
        {figures.map((at) => (
          <li>
            {at.value}: {figure(at)}
          </li>
        ))}
      </ul>
      {Array.from({ length: 120 }, (_, index) => (
        <p>{paragraph(index)}</p>
      ))}
    </>
  )
}

/** Different words every time, as text is. */
function paragraph(index: number): string {
  const word = (at: number) => words[(index * 7919 + at * 104_729 + index * at) % words.length]
  return Array.from({ length: 24 }, (_, at) => word(at)).join(' ')
}

const words =
  'market price report today week higher lower volume bitcoin ether traders options futures flows funds dollar rates growth risk calm sharp early late close open range break support level trend signal news policy bank supply demand'.split(
    ' ',
  )

const head = () => ({ title: 'Prices', noindex: true })

export default defineSite({
  locales: ['en'],
  layout: ({ children }) => <main>{children}</main>,
  routes: [
    route('/plain', { id: 'plain', page: () => <Page figure={() => '$91,204.55'} />, head, prerender: 'all' }),
    route('/live', { id: 'live', page: () => <Page figure={(at) => <Live {...at} />} />, head, prerender: 'all' }),
  ],
  notFound: { page: () => <h1>There is no such page</h1>, head },
  error: { page: () => <h1>This page could not be made</h1>, head },
})
