import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { EnddelError, messageOf } from '../../core/errors.ts'
import { parseJson, parseWith } from '../../core/parse.ts'
import type { BenchResult } from '../bench-result.ts'
import { benchResultSchema } from './result-schema.ts'

/** Writes a run so that readers of `file` see the old one or the new one, never a part. Throws an E_BENCH_SAVED. */
export async function saveRun(file: string, result: BenchResult): Promise<void> {
  const text = `${JSON.stringify(result)}\n`
  // What could not be read again is not written: a figure that is no number would become null.
  parseRun(text, file)
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeFile(draft, text, { flag: 'wx' })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    const hint = 'name a file in a folder you may write to'
    throw new EnddelError('E_BENCH_SAVED', `${file}: cannot be written: ${messageOf(error)}`, { hint, cause: error })
  }
}

/** Throws an E_BENCH_SAVED that names the file and the field. */
export async function readSavedRun(file: string): Promise<BenchResult> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new EnddelError('E_BENCH_SAVED', `${file}: cannot be read: ${messageOf(error)}`, {
      hint: 'name a file that was written with --save',
      cause: error,
    })
  })
  return parseRun(text, file)
}

function parseRun(text: string, file: string): BenchResult {
  try {
    const data = parseJson(text, file)
    refuseOtherFormat(data, file)
    return parseWith(benchResultSchema, data, file)
  } catch (error) {
    if (!(error instanceof EnddelError)) throw error
    const hint = 'name a file that was written with --save, or save the run anew'
    throw new EnddelError('E_BENCH_SAVED', error.message, { hint, cause: error })
  }
}

const writtenBy = z.object({ format: z.number(), version: z.string() })

/** Said before all else: of another format every field may be another. */
function refuseOtherFormat(data: unknown, file: string): void {
  const head = writtenBy.safeParse(data).data
  if (!head || head.format === 1) return
  const message = `${file}: format ${head.format}, as enddel ${head.version} writes it; this version reads format 1`
  throw new EnddelError('E_BENCH_SAVED', message)
}
