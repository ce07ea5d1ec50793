import { join } from 'node:path'
import { errnoOf } from '../core/errors.ts'
import { emptyCatalogue, readCatalogue } from './catalogue.ts'
import { readReports } from './folder.ts'
import type { StoredCatalogue } from './products.ts'
import type { StoredReport } from './report.ts'

export interface Content {
  reports: StoredReport[]
  catalogue: StoredCatalogue
}

/** Reads and checks a content folder: `reports/` must be there, `products.json` may be. */
export async function readContent(folder: string): Promise<Content> {
  const reports = await readReports(join(folder, 'reports'))
  const catalogue = await readCatalogue(join(folder, 'products.json')).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return emptyCatalogue
    throw error
  })
  return { reports, catalogue }
}
