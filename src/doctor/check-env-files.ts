import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { closest } from '../core/closest.ts'
import { readEnvFile } from '../core/env-file.ts'
import { type Setting, settings } from '../core/settings.ts'
import { type Finding, note, ok } from './finding.ts'

/** Which are read, and names in them that are nearly those of a setting. Values are never told. */
export async function checkEnvFiles(folder: string): Promise<Finding[]> {
  const found: string[] = []
  const slips: Finding[] = []
  for (const file of ['.env.local', '.env']) {
    const isThere = await access(join(folder, file)).then(
      () => true,
      () => false,
    )
    if (!isThere) continue
    found.push(file)
    slips.push(...Object.keys(await readEnvFile(join(folder, file))).flatMap((name) => slipIn(file, name)))
  }
  return [ok('.env files', found.length > 0 ? `${found.join(' and ')} read` : 'none in this folder'), ...slips]
}

const known = Object.values(settings as Record<string, Setting<unknown>>).flatMap(({ env }) => env ?? [])

function slipIn(file: string, name: string): Finding[] {
  const meant = known.includes(name) ? undefined : closest(name, known)
  if (meant === undefined || name.length < 4) return []
  return [note('.env files', `${file} sets ${name}, which enddel does not know`, `if ${meant} is meant, write that`)]
}
