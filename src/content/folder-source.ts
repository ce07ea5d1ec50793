import { type Dirent, readdirSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { fileStamp } from '../core/file-stamp.ts'
import { problemOf, type RawText, type ReportDraft, type ReportProblem, type ReportSource } from './report-source.ts'

/** Names alone, and paths when they are asked for: there may be very many. */
class FolderDraft implements ReportDraft {
  readonly slug: string
  stamp = ''
  readonly #folder: string
  /** Below the folder. */
  #files: readonly string[] = []

  constructor(slug: string, folder: string) {
    this.slug = slug
    this.#folder = folder
  }

  get place(): string {
    const [file] = this.#files as [string]
    return join(this.#folder, file.includes(sep) ? dirname(file) : file)
  }

  get texts(): RawText[] {
    return this.#files.map((file) => ({ place: join(this.#folder, file), lang: languageOf(file), text: undefined }))
  }

  /** Returns the path of another file with the same text, if there is one. */
  add(file: string): string | undefined {
    const lang = languageOf(file)
    const twin = this.texts.find((text) => text.lang === lang || text.lang === undefined || lang === undefined)
    // A list that was pushed to has room for more.
    if (!twin) this.#files = this.#files.concat(file)
    return twin?.place
  }
}

/** Of `en.md` and `NAME.en.md`; the older form is for all languages. */
function languageOf(file: string): string | undefined {
  return /(?:^|[./\\])([a-z]{2,3})\.md$/.exec(file)?.[1]
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
      for (const draft of found.values()) draft.stamp = stampOf(draft)
      return { drafts: [...found.values()].filter(({ stamp }) => stamp !== ''), problems }
    },
    // The texts are read by whoever parses them.
    async read(drafts) {
      // From list().
      return (drafts as FolderDraft[]).map(({ slug, place, stamp, texts }) => ({ slug, place, stamp, texts }))
    },
    async close() {},
  }
}

/** All reports by name, sorted, so that two builds see them in the same order. */
function findReports(folder: string) {
  const found = new Map<string, FolderDraft>()
  const problems: ReportProblem[] = []
  const add = (slug: string, file: string) => {
    const draft = found.get(slug) ?? new FolderDraft(slug, folder)
    const twin = draft.add(file)
    if (twin !== undefined) problems.push(problemOf(slug, standsTwice(join(folder, file), twin)))
    found.set(slug, draft)
  }

  for (const entry of list(folder)) {
    const { name } = entry
    if (entry.isDirectory()) {
      for (const inner of list(join(folder, name))) {
        const file = join(name, inner.name)
        if (/^[a-z]{2,3}\.md$/.test(inner.name)) add(name, file)
        else if (inner.name.endsWith('.md')) problems.push(problemOf(name, unnamedLanguage(join(folder, file))))
      }
    } else if (name.endsWith('.json')) {
      add(basename(name, '.json'), name)
    } else if (name.endsWith('.md')) {
      const slug = /^(.+)\.[a-z]{2,3}\.md$/.exec(name)?.[1]
      if (slug) add(slug, name)
      else problems.push(problemOf(basename(name, '.md'), unnamedLanguage(join(folder, name))))
    }
  }
  for (const { slug } of problems) found.delete(slug)
  return { found, problems }
}

/** Empty when a file is gone meanwhile. */
function stampOf({ texts }: FolderDraft): string {
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
      hint: 'name the folder that holds reports/, products.json and market.json with --content; without reports, reports/ is empty',
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
