import { copyFile, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { EnddelError, errnoOf, messageOf } from '../core/errors.ts'
import { type ProjectFile, starterFiles, type StarterLocale } from './starter-files.ts'

export interface ProjectOptions {
  folder: string
  locales: readonly StarterLocale[]
  /** Undefined is named after the folder. */
  name: string | undefined
}

/** Writes a project into a draft beside its place, or within it where the folder is there already, so that it is there whole or not at all. */
export async function makeProject(options: ProjectOptions): Promise<{ name: string; files: number }> {
  const folder = resolve(options.folder)
  const isThere = await isEmptyFolder(folder, options.folder)
  const name = readName(options.name ?? nameOf(folder))
  const files = await starterFiles({ folder, locales: options.locales, name })
  const draft = isThere ? join(folder, draftName) : join(dirname(folder), `.${basename(folder)}${draftName}`)
  try {
    await writeFiles(draft, files)
    await (isThere ? moveUp(draft, folder) : rename(draft, folder))
  } catch (error) {
    throw new EnddelError('E_INIT', `${options.folder}: cannot be made: ${messageOf(error)}`, {
      hint: 'name a place where you may write and where there is room',
      cause: error,
    })
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => {})
  }
  return { name, files: files.length }
}

const draftName = `.draft-${process.pid}`

/** False when there is no such folder yet. */
async function isEmptyFolder(folder: string, asTyped: string): Promise<boolean> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw new EnddelError('E_INIT', `${asTyped}: cannot be used: ${messageOf(error)}`, { hint: 'name another folder' })
  })
  if (!names || names.length === 0) return names !== undefined
  const shown = names.slice(0, 3).join(', ')
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  throw new EnddelError('E_INIT', `${asTyped} is not empty: it has ${shown}${more}`, {
    hint: 'name a new folder, such as `enddel init my-site`',
  })
}

/** `my-site` is My site. */
function nameOf(folder: string): string {
  const words =
    basename(folder)
      .replace(/[-_.\s]+/g, ' ')
      .trim() || 'My site'
  return words[0]!.toUpperCase() + words.slice(1)
}

function readName(name: string): string {
  const isName = name.trim() !== '' && name.length <= 100 && !/\p{Cc}/u.test(name)
  if (isName) return name.trim()
  throw new EnddelError('E_USAGE', '--name is no name', { hint: 'give one of up to 100 letters, on one line' })
}

async function writeFiles(draft: string, files: readonly ProjectFile[]): Promise<void> {
  await mkdir(draft, { recursive: true })
  for (const file of files) {
    const path = join(draft, file.to)
    await mkdir(dirname(path), { recursive: true })
    await ('text' in file ? writeFile(path, file.text, { flag: 'wx' }) : copyFile(file.from, path))
  }
}

/** The folder itself stays: a shell may stand in it. */
async function moveUp(draft: string, folder: string): Promise<void> {
  const moved: string[] = []
  try {
    for (const name of await readdir(draft)) {
      await rename(join(draft, name), join(folder, name))
      moved.push(name)
    }
    await rmdir(draft)
  } catch (error) {
    for (const name of moved) await rm(join(folder, name), { recursive: true, force: true })
    throw error
  }
}
