import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { parseJson, parseWith } from '../core/parse.ts'
import { currentFile, keptBuilds } from './layout.ts'
import { replaceFile } from './write-file.ts'

const id = z.string().regex(/^[0-9a-f]{16}$/)
const currentSchema = z.strictObject({
  format: z.literal(1),
  build: id,
  previous: z.array(id).max(keptBuilds - 1),
  /** When it became current, in milliseconds since 1970: what was invalidated before then is new in it. */
  since: z.int().nonnegative().default(0),
})

/** Which build is current, and those before it, newest first. */
export type Current = z.infer<typeof currentSchema>

/** Undefined when nothing was built yet. */
export async function readCurrent(out: string): Promise<Current | undefined> {
  const file = currentFile(out)
  try {
    return parseWith(currentSchema, parseJson(await readFile(file, 'utf8'), file), file)
  } catch (error) {
    // Who writes there says what is wrong with a folder that is none.
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}

export async function requireCurrent(out: string): Promise<Current> {
  const current = await readCurrent(out)
  if (current) return current
  throw new EnddelError('E_NO_OUTPUT', `${currentFile(out)} is missing`, {
    hint: 'run `enddel build` first, or name its folder with --out',
  })
}

/** Makes a finished build the current one, by one rename. */
export async function makeCurrent(out: string, build: string, since = Date.now()): Promise<Current> {
  const before = await readCurrent(out)
  const older = before ? [before.build, ...before.previous] : []
  const previous = older.filter((other) => other !== build).slice(0, keptBuilds - 1)
  const current: Current = { format: 1, build, previous, since }
  await replaceFile(currentFile(out), `${JSON.stringify(current)}\n`)
  return current
}
