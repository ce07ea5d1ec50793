import { readdirSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { shortHash } from '../core/short-hash.ts'
import { errnoOf } from '../core/errors.ts'
import { lookAt, type SeenFile } from './seen.ts'

/** The files a site's bundle is made of. */
export interface SiteFiles {
  /** By path: every file in the site's folder, and the modules it imports from elsewhere. */
  files: Record<string, SeenFile>
  /** Those from elsewhere. */
  modules: string[]
  /** Changes with any of them. */
  version: string
}

/** Which modules come from elsewhere, the bundle before tells. */
export function lookAtSite(folder: string, before: SiteFiles | undefined): SiteFiles {
  const modules = before?.modules ?? []
  const paths = [...filesIn(resolve(folder)), ...modules]
  const files = Object.fromEntries(paths.map((path) => [path, lookAt(path, before?.files[path])]))
  return { files, modules, version: versionOfFiles(files, folder) }
}

/** With what the bundle turned out to import. The site's own files stay as they were looked at before it was made. */
export function withModules(
  { files, modules: before }: SiteFiles,
  imported: readonly string[],
  folder: string,
): SiteFiles {
  const modules = imported.filter((path) => !path.startsWith(resolve(folder) + sep))
  const own = Object.entries(files).filter(([path]) => !before.includes(path))
  const outside = modules.map((path): [string, SeenFile] => [path, lookAt(path, files[path])])
  const all = Object.fromEntries([...own, ...outside])
  return { files: all, modules, version: versionOfFiles(all, folder) }
}

function versionOfFiles(files: Record<string, SeenFile>, folder: string): string {
  const hashes = Object.entries(files).map(([path, [, hash]]) => `${relative(folder, path)} ${hash}`)
  return shortHash(hashes.sort().join('\n'))
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') return []
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesIn(path) : [path]
    })
  } catch (error) {
    // The bundler says it better.
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return []
    throw error
  }
}
