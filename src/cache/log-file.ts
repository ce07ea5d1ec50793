import { appendFile, readFile } from 'node:fs/promises'
import { ifThere } from './if-there.ts'
import type { Invalidation } from './invalidation.ts'
import { linesOf } from './log-records.ts'
import { putFile } from './put-file.ts'

export interface LogFile {
  /** The lines that are there; undefined when they cannot be read. */
  read(): Promise<string | undefined>
  /** Resolves when the record is in the file, or cannot be. */
  append(record: Invalidation): Promise<void>
  /** The next write puts all records in the place of what is there. */
  replaceNext(): void
  /** Resolves when all that was asked for is written, or cannot be. */
  settle(): Promise<void>
}

/**
 * The file that holds `records()`, one write at a time, each with all that has come together meanwhile. After a write that
 * failed the next one is of all records, so nothing is missing then. `onFailure` hears once, until a write succeeds.
 */
export function createLogFile(
  file: string,
  records: () => readonly Invalidation[],
  onFailure: (error: unknown) => void,
): LogFile {
  let waiting: Invalidation[] = []
  let isToReplace = false
  let isFailing = false
  let writing = Promise.resolve()

  function fail(error: unknown): void {
    isToReplace = true // what is there may end within a line
    if (!isFailing) onFailure(error)
    isFailing = true
  }

  async function write(): Promise<void> {
    if ((isToReplace ? records() : waiting).length === 0) return
    const added = waiting
    const isReplacing = isToReplace
    waiting = []
    isToReplace = false
    try {
      await (isReplacing ? putFile(file, linesOf(records())) : appendFile(file, linesOf(added)))
      isFailing = false
    } catch (error) {
      fail(error)
    }
  }

  function settle(): Promise<void> {
    writing = writing.then(write)
    return writing
  }

  return {
    async read() {
      try {
        const lines = (await ifThere(readFile(file, 'utf8'))) ?? ''
        isToReplace = !lines.endsWith('\n')
        return lines
      } catch (error) {
        fail(error)
        return undefined
      }
    },
    append(record) {
      waiting.push(record)
      return settle()
    },
    replaceNext() {
      isToReplace = true
    },
    settle,
  }
}
