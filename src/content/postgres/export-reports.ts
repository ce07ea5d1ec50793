import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EnddelError, errnoOf } from '../../core/errors.ts'
import type { RawReport, ReportProblem } from '../report-source.ts'
import type { Database } from './database.ts'
import { createPostgresSource } from './source.ts'

/**
 * Writes all reports of a database into a new folder, which is there once it is whole: `SLUG/LANG.md`, or `SLUG.json` for
 * the older form. Gives their number.
 */
export async function exportReports(database: Database, folder: string): Promise<number> {
  await refuseFull(folder)
  const source = createPostgresSource(database)
  const { drafts, problems } = await source.list()
  if (problems[0]) throw unreadable(problems[0])

  await mkdir(dirname(folder), { recursive: true })
  const workplace = await mkdtemp(join(dirname(folder), '.export-')) // which only its maker may enter
  try {
    const draft = join(workplace, 'draft')
    await mkdir(draft)
    let count = 0
    for (let at = 0; at < drafts.length; at += batchSize) {
      const reports = await source.read(drafts.slice(at, at + batchSize))
      await Promise.all(reports.map((report) => write(report, draft)))
      count += reports.length
    }
    await rename(draft, folder)
    return count
  } finally {
    await rm(workplace, { recursive: true, force: true })
  }
}

const batchSize = 100

async function write(report: RawReport, folder: string): Promise<void> {
  const { slug, place, texts } = report
  // The tables refuse such a name too, as long as they are as `enddel migrate` made them.
  if (!/^[^./\\\p{Cc}][^/\\\p{Cc}]*$/u.test(slug) || texts.some(({ lang }) => lang && !/^[a-z]{2,3}$/.test(lang))) {
    throw new EnddelError('E_NAME', `${place}: its name or language cannot be that of a file`, { hint: 'rename it' })
  }
  if (texts.some(({ lang }) => lang !== undefined)) await mkdir(join(folder, slug))
  for (const text of texts) {
    const name = text.lang === undefined ? `${slug}.json` : join(slug, `${text.lang}.md`)
    await writeFile(join(folder, name), text.text ?? '')
  }
}

async function refuseFull(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  })
  if (entries.length === 0) return
  throw new EnddelError('E_NOT_EMPTY', `${folder} is not empty`, { hint: 'name a folder that is not there yet' })
}

function unreadable({ message, hint }: ReportProblem): EnddelError {
  return new EnddelError('E_EXPORT', message, hint === undefined ? {} : { hint })
}
