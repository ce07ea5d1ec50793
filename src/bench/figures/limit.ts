import type { Sample } from '../bench-result.ts'
import { coreCount } from '../server/core-count.ts'
import { median } from './statistics.ts'

/** Of the time, and of the server's cores: from there on the client, or the server, has nothing left to give. */
const busyShare = 0.95
const fullShare = 0.9

/** What kept a server from answering more. */
export interface Limit {
  /** `not-client`: more is not known without the server's usage and cores. */
  by: 'client' | 'server' | 'both' | 'neither' | 'not-client'
  /** Medians of the rounds. */
  clientBusy: number
  serverCores: number | undefined
  /** Those it may use. */
  cores: number | undefined
}

/** Of rounds at full speed; undefined when there are none. `cores` is the list of those the server is kept to. */
export function limitOf(samples: readonly Sample[], cores: string | undefined): Limit | undefined {
  const clientBusy = median(samples.map((sample) => sample.clientBusy))
  if (clientBusy === undefined) return undefined
  const serverCores = median(samples.flatMap((sample) => sample.serverCores ?? []))
  const given = coreCount(cores)
  return { by: limiting(clientBusy, serverCores, given), clientBusy, serverCores, cores: given }
}

function limiting(clientBusy: number, used: number | undefined, given: number | undefined): Limit['by'] {
  const isServerFull = used !== undefined && given !== undefined && used >= fullShare * given
  if (clientBusy >= busyShare) return isServerFull ? 'both' : 'client'
  if (isServerFull) return 'server'
  return used === undefined || given === undefined ? 'not-client' : 'neither'
}
