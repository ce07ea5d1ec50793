import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { EnddelError, messageOf } from '../core/errors.ts'
import { addressInLogLine } from '../site/access-log.ts'
import { mostPopular, readPopularity, writePopularity } from '../output/popular.ts'

export interface LogCounts {
  lines: number
  /** Lines that were a page a reader got. */
  hits: number
  /** Different addresses in the popularity file now. */
  pages: number
}

/** Addresses held while a log is read; when there are more, those with the fewest hits are forgotten. */
const maxCounted = 200_000

/** Adds what an access log tells to the popularity file of `out`. */
export async function addLogToPopularity(log: string, out: string): Promise<LogCounts> {
  let hits = await readPopularity(out)
  const counts: LogCounts = { lines: 0, hits: 0, pages: 0 }
  for await (const line of readLines(log)) {
    counts.lines++
    const address = addressInLogLine(line)
    if (address === undefined) continue
    counts.hits++
    hits.set(address, (hits.get(address) ?? 0) + 1)
    if (hits.size > maxCounted) hits = new Map(mostPopular(hits))
  }
  await writePopularity(out, hits)
  return { ...counts, pages: mostPopular(hits).length }
}

async function* readLines(log: string): AsyncGenerator<string> {
  const stream = createReadStream(log, 'utf8')
  try {
    yield* createInterface({ input: stream, crlfDelay: Infinity })
  } catch (error) {
    throw unreadable(log, error)
  } finally {
    stream.destroy()
  }
}

function unreadable(log: string, cause: unknown): EnddelError {
  return new EnddelError('E_LOG', `${log}: cannot be read: ${messageOf(cause)}`, { hint: 'name an access log', cause })
}
