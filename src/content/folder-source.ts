import { type Dirent, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { fileStamp } from '../core/file-stamp.ts'
import { problemOf, type RawText, type ReportDraft, type ReportProblem, type ReportSource } from './report-source.ts'

interface FolderDraft extends ReportDraft {
  texts: RawText[]
}

/**
 * `reports/` of a content folder. A report is a folder with one `LANG.md` for each language, a file `NAME.LANG.md`, or a
 * file `NAME.json` in the older row form. Looks at names and stats alone, one after the other: for ten thousand files
 * that is several times faster than asynchronously.
 */
export function createFolderSource(folder: string): ReportSource {
  return {
    async list() {
      const { found, problems } = findReports(folder)
      const drafts = [...found.values()].map((draft) => ({ ...draft, stamp: stampOf(draft) }))
      return { drafts: drafts.filter(({ stamp }) => stamp !== ''), problems }
    },
    // The texts are read by whoever parses them.
    read: async (drafts) => drafts as FolderDraft[], // from list()
    async close() {},
  }
}

/** All reports by name, sorted, so that two builds see them in the same order. */
function findReports(folder: string) {
  const found = new Map<string, Omit<FolderDraft, 'stamp'>>()
  const problems: ReportProblem[] = []
  const add = (slug: string, place: string, path: string, lang: string | undefined) => {
    const draft = found.get(slug) ?? { slug, place, texts: [] }
    const twin = draft.texts.find((text) => text.lang === lang || text.lang === undefined || lang === undefined)
    if (twin) problems.push(problemOf(slug, standsTwice(path, twin.place)))
    else draft.texts.push({ place: path, lang, text: undefined })
    found.set(slug, draft)
  }

  for (const entry of list(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      for (const inner of list(path)) {
        const lang = /^([a-z]{2,3})\.md$/.exec(inner.name)?.[1]
        if (lang) add(entry.name, path, join(path, inner.name), lang)
        else if (inner.name.endsWith('.md'))
          problems.push(problemOf(entry.name, unnamedLanguage(join(path, inner.name))))
      }
    } else if (entry.name.endsWith('.json')) {
      add(basename(entry.name, '.json'), path, path, undefined)
    } else if (entry.name.endsWith('.md')) {
      const [, name, lang] = /^(.+)\.([a-z]{2,3})\.md$/.exec(entry.name) ?? []
      if (name && lang) add(name, path, path, lang)
      else problems.push(problemOf(basename(entry.name, '.md'), unnamedLanguage(path)))
    }
  }
  for (const { slug } of problems) found.delete(slug)
  return { found, problems }
}

/** Empty when a file is gone meanwhile. */
function stampOf({ texts }: Omit<FolderDraft, 'stamp'>): string {
  const stamps = texts.map(({ place }) => fileStamp(place))
  return stamps.every((stamp) => stamp !== undefined) ? stamps.join(', ') : ''
}

function list(folder: string): Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries.filter((entry) => !entry.name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ENOTDIR') throw error
    throw new EnddelError('E_NO_CONTENT', `${folder}: no such folder`, {
      hint: 'name the folder that holds reports/, products.json and market.json with --content',
    })
  }
}

function standsTwice(path: string, other: string): EnddelError {
  return new EnddelError('E_TWICE', `${path}: stands for the same as ${other}`, { hint: 'remove one of them' })
}

function unnamedLanguage(path: string): EnddelError {
  return new EnddelError('E_NO_LANGUAGE', `${path}: the file name does not say the language`, {
    hint: 'name it LANG.md in a folder of its own, or NAME.LANG.md, such as vi.md or outlook.en.md',
  })
}
