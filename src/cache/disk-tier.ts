import { createHash } from 'node:crypto'
import { readFile } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { sweepDisk } from './disk-sweep.ts'
import { decodeEntry, encodeEntry } from './entry-codec.ts'
import { type Entry, isNewer, type Key, lifeMs } from './entry.ts'
import { ifThere } from './if-there.ts'
import { putFile } from './put-file.ts'
import type { SharedTier } from './tier.ts'

export interface DiskTier extends SharedTier {
  /** Makes room: to be called now and then, in one of the processes. Between two calls the folder may outgrow its bound. */
  sweep(keptBuilds: ReadonlySet<string>): Promise<void>
}

/**
 * Entries as files, one each, in a folder that several processes share: `BUILD/2 HEX/SHA-256 OF THE ADDRESS.entry`. Each
 * file says whose it is and until when it lives; its time of modification is the end of its life, for the sweep.
 *
 * Of two processes that write at once, the older entry may take the place of the newer: the rename makes it one or the
 * other, and whoever reads it compares its version with the invalidations there were, so it is not taken for a new one.
 */
export function createDiskTier(
  folder: string,
  { maxBytes, now = Date.now }: { maxBytes: number; now?: () => number },
): DiskTier {
  async function read(key: Key): Promise<Entry | undefined> {
    const file = fileOf(folder, key)
    const bytes = await ifThere(readBytes(file))
    if (!bytes) return undefined
    const entry = unwrap(decodeEntry(bytes), key)
    // Should a good one have come in its place just now, it is lost: a cache may lose.
    if (!entry) await rm(file, { force: true })
    return entry && endOf(entry) > now() ? entry : undefined
  }

  return {
    name: 'disk',
    read,
    async write(key, entry) {
      const present = await read(key)
      if (present && !isNewer(entry, present)) return
      const bytes = encodeEntry({ ...entry, meta: { build: key.build, address: key.address, meta: entry.meta } })
      if (bytes.length > maxBytes) return
      await putFile(fileOf(folder, key), bytes, new Date(endOf(entry)))
    },
    sweep: (keptBuilds) => sweepDisk(folder, keptBuilds, maxBytes, now()),
    close: async () => {},
  }
}

/** That of node:fs/promises takes longer on the thread that answers. */
const readBytes = promisify(readFile)

/** The hash makes any address a file name, of any length and in any letters. */
function fileOf(folder: string, { build, address }: Key): string {
  if (!/^[\w-]+$/.test(build)) throw new Error(`${JSON.stringify(build)} cannot be the name of a build`)
  const hash = createHash('sha256').update(address).digest('hex')
  return join(folder, build, hash.slice(0, 2), `${hash}.entry`)
}

const wrapping = z.strictObject({ build: z.string(), address: z.string(), meta: z.unknown() })

/** A whole entry under the name of another, as after copying files about, is no better than a damaged one. */
function unwrap(entry: Entry | undefined, { build, address }: Key): Entry | undefined {
  const wrapped = wrapping.safeParse(entry?.meta).data
  if (!entry || wrapped?.build !== build || wrapped.address !== address) return undefined
  return { ...entry, meta: wrapped.meta }
}

function endOf({ madeAt, lifetime }: Entry): number {
  return madeAt + lifeMs(lifetime)
}
