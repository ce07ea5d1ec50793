import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import type { BuildOptions } from '../prerender/build.ts'
import { buildSite } from '../prerender/build.ts'
import type { TinySite } from './tiny-site.ts'

/** Builds with what tests usually want: everything, fast. */
export function build(where: TinySite, options: Partial<BuildOptions> = {}) {
  return buildSite({ ...where, popular: Infinity, threads: 1, brotliQuality: 1, siteUrl: '', ...options })
}

/** Every file below a folder with its bytes, by relative path, sorted. */
export async function readTree(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const tree = new Map<string, Buffer>()
  for (const path of paths.sort()) tree.set(relative(folder, path), await readFile(path))
  return tree
}

let sample: Promise<string> | undefined

/** The output folder of the sample site, built once for all tests that only read it. */
export function sampleOut(): Promise<string> {
  sample ??= buildSample()
  return sample
}

async function buildSample(): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'enddel-sample-'))
  process.once('exit', () => rmSync(out, { recursive: true, force: true }))
  const result = await build({ site: 'templates', content: 'content', out }, { brotliQuality: 5, threads: 2 })
  if (!result.published) throw new Error(`the sample site cannot be built: ${JSON.stringify(result.failures)}`)
  return out
}
