import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes `count` reports of about 6 KB into `folder`, each a file `00001-….en.md`, the same ones every time. */
export function writeReports(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true })
  for (let id = 1; id <= count; id++) writeFileSync(join(folder, fileOf(id)), reportText(id))
}

export function fileOf(id: number): string {
  return `${String(id).padStart(6, '0')}-market-report.en.md`
}

/** A report as an analyst might write it: seven sections of prose, a table of ten rows, a list. `note` makes it another. */
export function reportText(id: number, note = ''): string {
  const random = randomFrom(id)
  const coins = names.filter(() => random() < 0.5)
  const date = new Date(Date.UTC(2013, 0, 1) + id * 3_600_000).toISOString().replace('.000Z', '+00:00')
  const price = (low: number) => Math.round(low * (0.5 + random()) * 100) / 100
  return [
    '---',
    `id: ${id}`,
    `title: "Market report ${id}: ${sentence(random, 5)}"`,
    `summary: "${sentence(random, 24)}"`,
    `date: "${date}"`,
    `symbols: [${(coins.length > 0 ? coins : ['BTC']).join(', ')}]`,
    `prices: { BTC: ${price(90_000)}, ETH: ${price(3_000)} }`,
    'sources:',
    '  - { name: CoinGecko, url: "https://www.coingecko.com/" }',
    '---',
    note,
    sections.map((title, index) => section(random, title, index, price)).join('\n\n'),
    '',
  ].join('\n')
}

const names = ['BTC', 'ETH', 'SOL', 'XRP', 'BNB', 'ADA', 'DOGE', 'LINK']
const sections = ['Summary', 'Sentiment', 'Technicals', 'Flows', 'Macro', 'Events', 'Outlook']

function section(random: () => number, title: string, index: number, price: (low: number) => number): string {
  const parts = [`## ${title}`, paragraph(random), paragraph(random)]
  if (index === 2) {
    const rows = Array.from({ length: 10 }, (_, row) => {
      const cells = [names[row % names.length], price(100), price(120), `${(random() * 10 - 5).toFixed(2)} %`]
      return `| ${cells.join(' | ')} |`
    })
    parts.push(['| Asset | Support | Resistance | Change |', '| --- | ---: | ---: | ---: |', ...rows].join('\n'))
  }
  if (index === 5) parts.push(Array.from({ length: 5 }, () => `- ${sentence(random, 12)}`).join('\n'))
  return parts.join('\n\n')
}

function paragraph(random: () => number): string {
  const first = sentence(random, 14)
  const middle = `The **${sentence(random, 3)}** came as *${sentence(random, 2)}* ([source](https://example.com/${Math.floor(random() * 1e6)})).`
  return `${first} ${middle} ${sentence(random, 18)} ${sentence(random, 12)}`
}

function sentence(random: () => number, words: number): string {
  const chosen = Array.from({ length: words }, () => vocabulary[Math.floor(random() * vocabulary.length)]!)
  const text = chosen.join(' ')
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`
}

const vocabulary = (
  'price volume market bitcoin ether trend support resistance buyers sellers week month funding open interest futures ' +
  'spot inflow outflow range break above below close daily average momentum volatility risk liquidity rate inflation data ' +
  'report traders held rose fell moved near after before while with from into against over under the a of and to in on'
).split(' ')

/** Mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed * 2_654_435_769
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
