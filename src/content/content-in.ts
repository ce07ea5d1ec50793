import { productsIn } from './catalogue.ts'
import type { StoredCatalogue } from './products.ts'
import { reportsIn, type ReportStore } from './reports.ts'

/** Reports and products as a page in `locale` sees them; texts fall back to the other locales in their order. */
export function contentIn(locale: string, locales: readonly string[], { reports, catalogue }: ContentSources) {
  return { reports: reportsIn(locale, locales, reports), products: productsIn(locale, locales, catalogue) }
}

export interface ContentSources {
  reports: ReportStore
  catalogue: StoredCatalogue
}
