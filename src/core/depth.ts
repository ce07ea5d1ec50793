import { EnddelError } from './errors.ts'

/** Runs a parser on outside text; text nested deeper than the stack goes is refused like any other bad input. */
export function withinDepth<Result>(place: string, parse: () => Result): Result {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new EnddelError('E_TOO_DEEP', `${place}: is nested too deep`, { hint: 'flatten it', cause: error })
  }
}
