import { EnddelError } from '../core/errors.ts'
import { parseJson } from '../core/parse.ts'
import { parseMarkdownReport } from './markdown-report.ts'
import type { ReportFacts, ReportText, StoredReport } from './report.ts'
import type { RawReport, RawText } from './report-source.ts'

/** From what a source has to a report. `textOf` gives the text of each part. Throws an EnddelError that names the place. */
export async function parseReport(
  { slug: name, texts: parts }: RawReport,
  textOf: (part: RawText) => string,
): Promise<StoredReport> {
  const [first] = parts
  const slug = name.replace(/^\d+-/, '')
  if (first!.lang === undefined) {
    // Not before it is needed: what reads html takes longer to be loaded than all else that a build needs.
    const { parseRowReport } = await import('./row-report.ts')
    return parseRowReport(parseJson(textOf(first!), first!.place), slug, first!.place)
  }

  let facts: ReportFacts | undefined
  const texts: Record<string, ReportText> = {}
  for (const part of parts) {
    const parsed = parseMarkdownReport(textOf(part), slug, part.place)
    facts ??= parsed.facts
    refuseOtherFacts(facts, parsed.facts, first!.place, part.place)
    texts[part.lang!] = parsed.text
  }
  return { facts: facts!, texts }
}

/** Front matter repeats what all languages share; where it differs, one of them is wrong. */
function refuseOtherFacts(facts: ReportFacts, others: ReportFacts, file: string, otherFile: string): void {
  for (const field of ['id', 'createdAt', 'symbols', 'prices', 'sources'] as const) {
    if (JSON.stringify(facts[field]) === JSON.stringify(others[field])) continue
    const name = field === 'createdAt' ? 'date' : field
    throw new EnddelError('E_FACTS', `${otherFile}: ${name} differs from ${file}`, {
      hint: `one report, one ${name}: make them equal`,
    })
  }
}
