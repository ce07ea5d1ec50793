import { mkdtempSync, rmSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './builds.ts'
import { inTemporaryFolder } from './temporary-folder.ts'
import { type TinySite, writeTinySite } from './tiny-site.ts'

let built: Promise<string> | undefined

/** The tiny site as it was built once, in a folder that is the caller's to change. */
export function withTinyBuild<Result>(work: (where: TinySite) => Promise<Result>): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    built ??= buildTiny()
    await cp(await built, folder, { recursive: true })
    return work({ site: join(folder, 'site'), content: join(folder, 'content'), out: join(folder, 'out') })
  })
}

async function buildTiny(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'enddel-tiny-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await build(await writeTinySite(folder))
  return folder
}
