import { mkdtempSync, rmSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './builds.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { type TinySite, writeTinySite } from './tiny-site.ts'

/** By their files. */
const built = new Map<string, Promise<string>>()

/** The tiny site with these files as it was built once, in a folder that is the caller's to change. */
export function withTinyBuild<Result>(
  work: (where: TinySite) => Promise<Result>,
  files: Record<string, string> = {},
): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    const key = JSON.stringify(files)
    if (!built.has(key)) built.set(key, buildTiny(files))
    await cp(await built.get(key)!, folder, { recursive: true })
    return work({ site: join(folder, 'site'), content: join(folder, 'content'), out: join(folder, 'out') })
  })
}

async function buildTiny(files: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'enddel-tiny-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await build(await writeTinySite(folder, files))
  return folder
}
