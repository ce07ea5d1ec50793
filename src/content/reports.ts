import type { Report, ReportFacts, ReportSummary, ReportText, StoredReport } from './report.ts'

/** What a list needs of a stored report: all but the bodies. */
export interface ReportEntry {
  facts: ReportFacts
  texts: Record<string, Omit<ReportText, 'body'>>
}

/** What a map of the site needs of a report. */
export interface ReportDate {
  id: number
  /** Of publication, in milliseconds since 1970. */
  time: number
}

/** Reports by position, from 0, newest first: by date, then by id. */
export interface ReportStore {
  readonly size: number
  entryAt(position: number): ReportEntry
  positionOf(id: number): number | undefined
  idAt(position: number): number
  dateAt(position: number): ReportDate
  get(id: number): Promise<StoredReport | undefined>
}

/** The reports as a page in `locale` sees them; a missing translation falls back to `fallbacks` in order, then to any. */
export function reportsIn(locale: string, fallbacks: readonly string[], store: ReportStore) {
  const preferred = [locale, ...fallbacks]

  /** From `from` up to `to`, as far as there are any. */
  function between(from: number, to: number): ReportSummary[] {
    const count = Math.max(0, Math.min(to, store.size) - from)
    return Array.from({ length: count }, (_, index) => inLanguage(store.entryAt(from + index), preferred))
  }

  async function get(id: number): Promise<Report | undefined> {
    const stored = await store.get(id)
    if (!stored) return undefined
    const lang = pickLanguage(stored.texts, preferred)
    return { ...summarise(stored, lang), body: stored.texts[lang]!.body }
  }

  return {
    get,
    async latest() {
      return store.size === 0 ? undefined : get(store.idAt(0))
    },
    async list({ page, perPage }: { page: number; perPage: number }) {
      return { items: between((page - 1) * perPage, page * perPage), total: store.size }
    },
    async older(id: number, count: number) {
      const at = store.positionOf(id)
      return at === undefined ? [] : between(at + 1, at + 1 + count)
    },
    async newer(id: number, count: number) {
      const at = store.positionOf(id)
      return at === undefined ? [] : between(Math.max(0, at - count), at).reverse()
    },
    async ids() {
      return Array.from({ length: store.size }, (_, position) => store.idAt(position))
    },
    async dates({ from, count }: { from: number; count: number }) {
      const length = Math.max(0, Math.min(from + count, store.size) - from)
      return Array.from({ length }, (_, index) => store.dateAt(store.size - 1 - from - index))
    },
  }
}

function inLanguage(entry: ReportEntry, preferred: readonly string[]): ReportSummary {
  return summarise(entry, pickLanguage(entry.texts, preferred))
}

function summarise({ facts, texts }: ReportEntry, lang: string): ReportSummary {
  const { title, summary, readingMinutes } = texts[lang]!
  return { ...facts, lang, langs: Object.keys(texts), title, summary, readingMinutes }
}

/** A stored report has at least one text: the folder reader and the row reader see to that. */
function pickLanguage(texts: Record<string, unknown>, preferred: readonly string[]): string {
  return preferred.find((lang) => lang in texts) ?? Object.keys(texts)[0]!
}
