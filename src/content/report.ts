import type { Chart } from './chart.ts'

/** Where a figure in a report came from. */
export interface ReportSource {
  name: string
  url: string
}

/** What is the same in every language of a report. */
export interface ReportFacts {
  id: number
  slug: string
  /** ISO 8601 with the author's own offset: the moment of publication. */
  createdAt: string
  /** Upper-case tickers the report speaks of. */
  symbols: string[]
  /** USD prices at publication, by ticker. */
  prices: Record<string, number>
  sources: ReportSource[]
}

/** Everything a list, a card or a feed shows of a report, in one language. */
export interface ReportSummary extends ReportFacts {
  /** Language of this text; another than the one asked for where no translation exists. */
  lang: string
  /** All languages the report is written in. */
  langs: string[]
  title: string
  summary: string
  readingMinutes: number
}

/** A piece of a section: HTML that was made safe when it was read, or a chart to draw. */
export type Block = { kind: 'html'; html: string } | { kind: 'chart'; chart: Chart }

export interface Section {
  /** Unique in the report, for links from the table of contents. */
  id: string
  /** Empty for what stands before the first heading. */
  title: string
  blocks: Block[]
}

/**
 * `sections` come from Markdown. `isolated` comes from the older row form: markup and style sheet written by a machine,
 * sanitised, to be shown in a shadow root of its own (`<IsolatedReport>`), with the charts its script asked for, by element id.
 */
export type ReportBody =
  | { kind: 'sections'; sections: Section[] }
  | { kind: 'isolated'; html: string; css: string; charts: { elementId: string; chart: Chart }[] }

export interface Report extends ReportSummary {
  body: ReportBody
}

/** One report as it is stored: the facts once, a text for each language. */
export interface StoredReport {
  facts: ReportFacts
  texts: Record<string, ReportText>
}

export interface ReportText {
  title: string
  summary: string
  readingMinutes: number
  body: ReportBody
}
