import { EnddelError, errnoOf, messageOf } from './errors.ts'

/** `ENOSPC` and the like: it may be written, but there is no room for it. */
const full = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** Whether it is for the user to make room, or to say where else to write. */
export function isUnwritable(error: unknown): boolean {
  return [...full, 'EROFS'].includes(errnoOf(error) ?? '')
}

/** What keeps `path` from being written, as a user should hear it. */
export function unwritable(path: string, error: unknown): EnddelError {
  if (error instanceof EnddelError) return error
  const hint = full.includes(errnoOf(error) ?? '')
    ? 'make room there, and do it again'
    : 'name a folder you may write to with --out'
  const place = (error as NodeJS.ErrnoException).path ?? path
  return new EnddelError('E_OUT', `${place}: cannot be written: ${messageOf(error)}`, { hint, cause: error })
}
