import { z } from 'zod'
import { withinDepth } from '../core/depth.ts'
import { EnddelError } from '../core/errors.ts'
import { parseWith } from '../core/parse.ts'
import { minutesToRead } from './reading-time.ts'
import type { ReportText, StoredReport } from './report.ts'
import { isolateReport } from './sanitise-html.ts'

/** A report in the older form: one row with markup, style sheet and script for Vietnamese and English. */
export function parseRowReport(data: unknown, slug: string, place: string): StoredReport {
  const row = parseWith(rowSchema, data, place)
  const texts: Record<string, ReportText> = {
    vi: toText(row.html_content, row.css_content, row.js_content, 'vi', place),
  }
  if (row.html_content_en) texts.en = toText(row.html_content_en, row.css_content, row.js_content_en, 'en', place)
  return {
    facts: { id: row.id, slug, createdAt: row.created_at, symbols: [], prices: {}, sources: [] },
    texts,
  }
}

const optionalText = z.string().nullish()

/** The columns of the table `crypto_report`; others are ignored. */
const rowSchema = z.object({
  id: z.int().positive(),
  html_content: z.string().min(1),
  css_content: optionalText,
  js_content: optionalText,
  html_content_en: optionalText,
  js_content_en: optionalText,
  created_at: z.iso.datetime({ offset: true, message: 'a date with time and zone, such as 2026-11-20T07:30:00+07:00' }),
})

const longestSummary = 220

function toText(
  html: string,
  css: string | null | undefined,
  script: string | null | undefined,
  lang: string,
  place: string,
): ReportText {
  const { title, lead, text, ...body } = withinDepth(place, () => isolateReport(html, css ?? '', script ?? ''))
  if (!title) {
    throw new EnddelError('E_NO_TITLE', `${place}: the ${lang} markup has no h1`, {
      hint: 'the first h1 is the title of the report',
    })
  }
  return {
    title,
    summary: shorten(lead ?? title),
    readingMinutes: minutesToRead(text),
    body: { kind: 'isolated', ...body },
  }
}

/** Cut at a word, with an ellipsis. */
function shorten(text: string): string {
  if (text.length <= longestSummary) return text
  return `${text.slice(0, longestSummary).replace(/\s+\S*$/, '')}…`
}
