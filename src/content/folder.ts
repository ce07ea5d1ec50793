import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { parseJson } from '../core/parse.ts'
import { parseMarkdownReport } from './markdown-report.ts'
import type { ReportFacts, ReportText, StoredReport } from './report.ts'
import { parseRowReport } from './row-report.ts'

/**
 * Reads `reports/` of a content folder. A report is a folder with one `LANG.md` for each language, a file `NAME.LANG.md`,
 * or a file `NAME.json` in the older row form. Throws on the first report that cannot be read, naming its file.
 */
export async function readReports(folder: string): Promise<StoredReport[]> {
  const reports: { report: StoredReport; place: string }[] = []
  for (const draft of await findReports(folder)) {
    reports.push({ report: await readReport(draft), place: draft.place })
  }
  refuseTwins(reports)
  return reports.map(({ report }) => report)
}

interface Draft {
  slug: string
  place: string
  files: { path: string; lang: string | undefined }[]
}

/** All reports by name, sorted, so that two builds see them in the same order. */
async function findReports(folder: string): Promise<Draft[]> {
  const drafts = new Map<string, Draft>()
  const add = (name: string, place: string, path: string, lang: string | undefined) => {
    const draft = drafts.get(name) ?? { slug: name.replace(/^\d+-/, ''), place, files: [] }
    const twin = draft.files.find((file) => file.lang === lang || file.lang === undefined || lang === undefined)
    if (twin) {
      throw new EnddelError('E_TWICE', `${path}: stands for the same as ${twin.path}`, { hint: 'remove one of them' })
    }
    draft.files.push({ path, lang })
    drafts.set(name, draft)
  }

  for (const entry of await list(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      for (const inner of await list(path)) {
        const lang = /^([a-z]{2,3})\.md$/.exec(inner.name)?.[1]
        if (lang) add(entry.name, path, join(path, inner.name), lang)
        else if (inner.name.endsWith('.md')) throw unnamedLanguage(join(path, inner.name))
      }
    } else if (entry.name.endsWith('.json')) {
      add(basename(entry.name, '.json'), path, path, undefined)
    } else if (entry.name.endsWith('.md')) {
      const [, name, lang] = /^(.+)\.([a-z]{2,3})\.md$/.exec(entry.name) ?? []
      if (!name || !lang) throw unnamedLanguage(path)
      add(name, path, path, lang)
    }
  }
  return [...drafts.values()]
}

async function readReport({ slug, files }: Draft): Promise<StoredReport> {
  const [first] = files
  if (first!.lang === undefined)
    return parseRowReport(parseJson(await readFile(first!.path, 'utf8'), first!.path), slug, first!.path)

  let facts: ReportFacts | undefined
  const texts: Record<string, ReportText> = {}
  for (const { path, lang } of files) {
    const parsed = parseMarkdownReport(await readFile(path, 'utf8'), slug, path)
    facts ??= parsed.facts
    refuseOtherFacts(facts, parsed.facts, first!.path, path)
    texts[lang!] = parsed.text
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

function refuseTwins(reports: readonly { report: StoredReport; place: string }[]): void {
  const places = new Map<number, string>()
  for (const { report, place } of reports) {
    const other = places.get(report.facts.id)
    if (other) {
      throw new EnddelError('E_SAME_ID', `${place}: has the id ${report.facts.id}, and so has ${other}`, {
        hint: 'give one of them another id',
      })
    }
    places.set(report.facts.id, place)
  }
}

async function list(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => !entry.name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ENOTDIR') throw error
    throw new EnddelError('E_NO_CONTENT', `${folder}: no such folder`, {
      hint: 'name the folder that holds reports/, products.json and market.json with --content',
    })
  }
}

function unnamedLanguage(path: string): EnddelError {
  return new EnddelError('E_NO_LANGUAGE', `${path}: the file name does not say the language`, {
    hint: 'name it LANG.md in a folder of its own, or NAME.LANG.md, such as vi.md or outlook.en.md',
  })
}
