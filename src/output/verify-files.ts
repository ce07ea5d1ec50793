import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { manifestFile } from './layout.ts'
import type { Manifest, StoredFile } from './manifest.ts'
import { damage, type OnProblem } from './problem.ts'
import { differenceOf, unreadable } from './verify-page.ts'

/**
 * Checks the files in a build's folder against its manifest; returns the names of those that are as they were built. They
 * may be large, so none is held as a whole.
 */
export async function verifyFiles(
  folder: string,
  files: Manifest['files'],
  onProblem: OnProblem,
): Promise<Set<string>> {
  const whole = new Set<string>()
  for (const [name, stored] of Object.entries(files)) {
    const path = join(folder, name)
    const problem = await describe(path).then((found) => differenceOf(found, stored), unreadable)
    if (problem) onProblem(damage(path, problem))
    else whole.add(name)
  }
  return whole
}

async function describe(path: string): Promise<StoredFile> {
  const whole = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    whole.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: whole.digest('hex') }
}

/** Tells of what is in a build's folder and in no manifest. */
export async function findStrays(folder: string, files: Manifest['files'], onProblem: OnProblem): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    const isKnown = Object.hasOwn(files, relative(folder, path).split(sep).join('/')) || path === manifestFile(folder)
    if (entry.isDirectory() || isKnown) continue
    onProblem({ kind: 'stray', place: path, message: 'is not of this build', hint: 'remove it' })
  }
}
