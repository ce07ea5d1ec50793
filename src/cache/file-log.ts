import { parseWith } from '../core/parse.ts'
import type { Invalidation, InvalidationLog, Mode, Selector } from './invalidation.ts'
import { createLogFile } from './log-file.ts'
import { compacted, recordsIn, weightOf } from './log-records.ts'
import { selectorSchema } from './selector.ts'

export type FileLogEvent =
  /** Lines that are no records were skipped. */
  | { type: 'log-damaged'; badLines: number }
  /** The log works, but does not outlive the process. Told once, until it can be kept again. */
  | { type: 'log-not-kept'; error: unknown }

interface Options {
  /** Milliseconds since 1970. */
  now(): number
  onEvent(event: FileLogEvent): void
  /** How many paths, prefixes and tags stay on record: as many as the index keeps. At twice as many the oldest are let go. */
  maxItems?: number
}

/**
 * Invalidations in a file of NDJSON that one process keeps. They are in memory too, so they reach every follower though
 * the file cannot be read or written. What cannot be read may have meant any page: then all that is older is stale.
 */
export async function openFileLog(
  file: string,
  { now, onEvent, maxItems = 10_000 }: Options,
): Promise<InvalidationLog> {
  const logFile = createLogFile(
    file,
    () => records,
    (error) => onEvent({ type: 'log-not-kept', error }),
  )
  const listeners = new Set<(invalidation: Invalidation) => void>()
  let records: Invalidation[] = []
  let items = 0

  function add(added: readonly Invalidation[]): void {
    for (const record of added) records.push(record)
    items += weightOf(added)
    if (items <= 2 * maxItems) return
    records = compacted(records, maxItems)
    items = weightOf(records)
    logFile.replaceNext()
  }

  async function append(selector: Selector, mode: Mode): Promise<Invalidation> {
    const version = Math.max((records.at(-1)?.version ?? 0) + 1, Math.floor(now() * 1000))
    const invalidation = { version, mode, selector }
    add([invalidation])
    for (const listener of listeners) listener(invalidation)
    await logFile.append(invalidation)
    return invalidation
  }

  const lines = await logFile.read()
  const onRecord = recordsIn(lines ?? '')
  add(onRecord.records)
  if (onRecord.badLines > 0) onEvent({ type: 'log-damaged', badLines: onRecord.badLines })
  if (onRecord.badLines > 0 || lines === undefined) {
    logFile.replaceNext()
    await append({ all: true }, 'soft')
  }

  return {
    async append(selector, mode) {
      const invalidation = await append(parseWith(selectorSchema, selector, 'selector'), mode)
      return { invalidation, reach: 'this-machine' }
    },
    async follow(listener) {
      for (const invalidation of records) listener(invalidation)
      listeners.add(listener)
    },
    async close() {
      listeners.clear()
      await logFile.settle()
    },
  }
}
