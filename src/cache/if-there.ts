import { errnoOf } from '../core/errors.ts'

/** The result of reading something; undefined when there is no such file or folder, as when another process has just removed it. */
export async function ifThere<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}
