import type { Report, ReportFacts, ReportSummary, ReportText, StoredReport } from './report.ts'

/** What a list needs of a stored report: all but the bodies. */
export interface ReportEntry {
  facts: ReportFacts
  texts: Record<string, Omit<ReportText, 'body'>>
}

/** Where reports come from. Newest first means by date, then by id. */
export interface ReportStore {
  /** Every report without its body, newest first. */
  entries(): Promise<readonly ReportEntry[]>
  get(id: number): Promise<StoredReport | undefined>
}

/** The reports as a page in `locale` sees them; a missing translation falls back to `fallbacks` in order, then to any. */
export function reportsIn(locale: string, fallbacks: readonly string[], store: ReportStore) {
  const preferred = [locale, ...fallbacks]

  async function get(id: number): Promise<Report | undefined> {
    const stored = await store.get(id)
    if (!stored) return undefined
    const lang = pickLanguage(stored.texts, preferred)
    return { ...summarise(stored, lang), body: stored.texts[lang]!.body }
  }

  return {
    get,
    async latest() {
      const [newest] = await store.entries()
      return newest && get(newest.facts.id)
    },
    async list({ page, perPage }: { page: number; perPage: number }) {
      const entries = await store.entries()
      const items = entries.slice((page - 1) * perPage, page * perPage)
      return { items: items.map((entry) => inLanguage(entry, preferred)), total: entries.length }
    },
    async older(id: number, count: number) {
      const entries = await store.entries()
      const at = entries.findIndex((entry) => entry.facts.id === id)
      return at < 0 ? [] : entries.slice(at + 1, at + 1 + count).map((entry) => inLanguage(entry, preferred))
    },
    async ids() {
      return (await store.entries()).map((entry) => entry.facts.id)
    },
  }
}

/** Reports held in memory, as read from a folder. */
export function createMemoryStore(reports: readonly StoredReport[]): ReportStore {
  const byId = new Map(reports.map((report) => [report.facts.id, report]))
  const entries = newestFirst(reports.map(toEntry))
  return {
    entries: async () => entries,
    get: async (id) => byId.get(id),
  }
}

export function toEntry({ facts, texts }: StoredReport): ReportEntry {
  const withoutBodies = Object.entries(texts).map(([lang, { body: _, ...text }]) => [lang, text] as const)
  return { facts, texts: Object.fromEntries(withoutBodies) }
}

export function newestFirst(entries: readonly ReportEntry[]): ReportEntry[] {
  return [...entries].sort(
    (a, b) => Date.parse(b.facts.createdAt) - Date.parse(a.facts.createdAt) || b.facts.id - a.facts.id,
  )
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
