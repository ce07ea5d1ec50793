import { z } from 'zod'
import { parseWith } from '../core/parse.ts'
import { splitFrontMatter } from './front-matter.ts'
import { parseMarkdown } from './markdown.ts'
import { minutesToRead } from './reading-time.ts'
import type { ReportFacts, ReportText } from './report.ts'

/** One language of a report: front matter and Markdown. `place` is the file, for errors. */
export function parseMarkdownReport(
  text: string,
  slug: string,
  place: string,
): { facts: ReportFacts; text: ReportText } {
  const { data, body, bodyLine } = splitFrontMatter(text, place)
  const { id, title, summary, date, symbols, prices, sources } = parseWith(frontMatterSchema, data, place)
  const sections = parseMarkdown(body, place, bodyLine)
  return {
    facts: { id, slug, createdAt: date, symbols, prices, sources },
    text: { title, summary, readingMinutes: minutesToRead(body), body: { kind: 'sections', sections } },
  }
}

const ticker = z.string().regex(/^[A-Z0-9]{2,10}$/, 'a ticker is 2 to 10 capital letters or digits')

const frontMatterSchema = z.strictObject({
  id: z.int().positive(),
  title: z.string().trim().min(1).max(200),
  summary: z.string().trim().min(1).max(500),
  date: z.iso.datetime({ offset: true, message: 'a date with time and zone, such as 2026-11-20T07:30:00+07:00' }),
  symbols: z.array(ticker).default([]),
  // In one order, so that the languages of a report agree however they are written.
  prices: z
    .record(ticker, z.number().positive())
    .default({})
    .transform((prices) => Object.fromEntries(Object.entries(prices).sort(([a], [b]) => (a < b ? -1 : 1)))),
  sources: z.array(z.strictObject({ name: z.string().min(1), url: z.url({ protocol: /^https?$/ }) })).default([]),
})
