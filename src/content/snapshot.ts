import { closeSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { shortHash } from '../core/short-hash.ts'
import { EnddelError, errnoOf } from '../core/errors.ts'
import { parseJson } from '../core/parse.ts'
import type { ReportHead, ReportIndex } from './report-index.ts'
import type { ReportBody, StoredReport } from './report.ts'
import type { ReportStore } from './reports.ts'

export interface Snapshot extends ReportStore {
  readonly index: ReportIndex
}

/** Reads a part of a file. */
export type ReadPart = (path: string, at: number, length: number) => Promise<Buffer>

/** The reports of a build: the index in memory, bodies read from the packs in `folder` when a page asks for them, and checked. */
export function createSnapshot(index: ReportIndex, folder: string, readPart: ReadPart): Snapshot {
  async function readBodies({ id, version, pack, at, length }: ReportHead, entry: Buffer) {
    const path = join(folder, pack)
    const bytes = await readPart(path, at, length).catch((error: unknown) => {
      if (errnoOf(error) !== 'ENOENT') throw error
    })
    if (!bytes || shortHash(Buffer.concat([entry, bytes])) !== version) {
      throw new EnddelError('E_DAMAGED', `${path}: report ${id} is not what the build wrote`, {
        hint: 'run `enddel build --force`',
      })
    }
    return parseJson(bytes.toString(), `${path}, report ${id}`) as Record<string, ReportBody>
  }

  return {
    index,
    size: index.size,
    entryAt: (position) => index.entryAt(position),
    positionOf: (id) => index.positionOf(id),
    idAt: (position) => index.idAt(position),
    dateAt: (position) => ({ id: index.idAt(position), time: index.timeAt(position) }),
    async get(id): Promise<StoredReport | undefined> {
      const position = index.positionOf(id)
      if (position === undefined) return undefined
      const { facts, texts } = index.entryAt(position)
      const bodies = await readBodies(index.headAt(position), index.entryBytes(position))
      const whole = Object.entries(texts).map(([lang, text]) => [lang, { ...text, body: bodies[lang]! }])
      return { facts, texts: Object.fromEntries(whole) }
    },
  }
}

/** For where others wait for the event loop. */
export async function readPartLater(path: string, at: number, length: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** For threads that do one thing after the other: several times faster. */
export async function readPartNow(path: string, at: number, length: number): Promise<Buffer> {
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(length)
    return buffer.subarray(0, readSync(file, buffer, 0, length, at))
  } finally {
    closeSync(file)
  }
}
