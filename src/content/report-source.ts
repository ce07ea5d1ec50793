import { EnddelError } from '../core/errors.ts'

/** Where reports come from: a folder, or a PostgreSQL database. Both pass the same suite (testing/source-suite.ts). */
export interface ReportSource {
  /** Every report there is, by slug, cheaply: no text is read. What cannot even be listed is a problem, and no draft. */
  list(): Promise<ReportListing>
  /** What these drafts are written in. One that is gone meanwhile is left out. */
  read(drafts: readonly ReportDraft[]): Promise<RawReport[]>
  close(): Promise<void>
}

export interface ReportListing {
  drafts: ReportDraft[]
  problems: ReportProblem[]
}

/** A report before its texts are read. */
export interface ReportDraft {
  /** Unique in its source: the name of a file or folder without its ending. */
  slug: string
  /** For errors: the file or folder, or the table and the row. */
  place: string
  /** Equal stamps mean equal texts; texts may be equal although stamps differ. */
  stamp: string
}

/** A report that cannot be shown as it is. It does not keep the others from being built. */
export interface ReportProblem {
  slug: string
  message: string
  hint?: string
}

/** A report as its source has it: Markdown with front matter for each language, or one row of the older form. */
export interface RawReport extends ReportDraft {
  texts: RawText[]
}

export interface RawText {
  /** A path, or a row. */
  place: string
  /** Undefined for the older form: JSON with the columns of `crypto_report`, for all languages. */
  lang: string | undefined
  /** Undefined when `place` is the path of a file with it, so that whoever parses it can read it where it does so. */
  text: string | undefined
}

export function problemOf(slug: string, error: unknown): ReportProblem {
  // Anything else is a mistake of ours, and not the report's.
  if (!(error instanceof EnddelError)) throw error
  return { slug, message: error.message, ...(error.hint && { hint: error.hint }) }
}
