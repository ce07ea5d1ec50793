/** What tests read of the files that put enddel on machines. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { readServeSettings } from '../cli/serve.ts'
import { serveOptions } from '../serve/options.ts'

/** All of them, but for the documentation. */
export async function deployFiles(): Promise<string[]> {
  const roots = ['Dockerfile', 'Procfile', 'compose.yaml', 'railway.json']
  return [...roots, ...(await filesBelow('deploy')), ...(await filesBelow('.github'))]
}

export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** The documents of a file of YAML, with what it merges merged. Throws where it is none. */
export async function readYaml<Document>(file: string): Promise<Document[]> {
  return parseAllDocuments(await readFile(file, 'utf8'), { merge: true, uniqueKeys: true }).map((document) => {
    if (document.errors[0]) throw document.errors[0]
    return document.toJS() as Document
  })
}

/** How long `enddel serve` may take to end when it is told to, in seconds. */
export function drainSeconds(): number {
  return serveOptions(readServeSettings({}, []), 1).drain.deadlineMs / 1000
}
