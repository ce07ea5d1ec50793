import { setImmediate as turn } from 'node:timers/promises'
import { join } from 'node:path'
import { shortHash } from '../../core/short-hash.ts'
import { type ReportIndex } from '../../content/report-index.ts'
import { readPack } from '../../content/pack-file.ts'
import { damage, type OnProblem } from '../../output/problem.ts'
import { unreadable } from '../../output/verify-page.ts'

/** Checks that each pack is what its name says, and each report the state the index tells of; returns their bytes. */
export async function verifyReports(
  folder: string,
  packs: readonly string[],
  index: ReportIndex | undefined,
  onProblem: OnProblem,
): Promise<number> {
  const members = byPack(index)
  let total = 0
  for (const pack of new Set([...packs, ...members.keys()])) {
    await turn()
    const place = join(folder, pack)
    const tell = (message: string) => onProblem(damage(place, message))
    const bytes = tryPack(folder, pack, tell)
    if (!bytes) continue
    total += bytes.length
    if (!packs.includes(pack)) tell('has reports, and the manifest does not name it')
    for (const position of members.get(pack) ?? []) {
      const { id, version, entryVersion, at, length } = index!.headAt(position)
      const entry = index!.entryBytes(position)
      const whole = Buffer.concat([entry, bytes.subarray(at, at + length)])
      if (shortHash(whole) !== version || shortHash(entry) !== entryVersion)
        tell(`report ${id} in it is not the one of the index`)
    }
  }
  return total
}

/** Positions in the index. */
function byPack(index: ReportIndex | undefined): Map<string, number[]> {
  const packs = new Map<string, number[]>()
  for (let position = 0; position < (index?.size ?? 0); position++) {
    const { pack } = index!.headAt(position)
    const members = packs.get(pack) ?? []
    members.push(position)
    packs.set(pack, members)
  }
  return packs
}

function tryPack(folder: string, name: string, tell: (message: string) => void): Buffer | undefined {
  try {
    const bytes = readPack(folder, name)
    if (!bytes) tell('is missing, or not what its name says')
    return bytes
  } catch (error) {
    tell(unreadable(error))
    return undefined
  }
}
