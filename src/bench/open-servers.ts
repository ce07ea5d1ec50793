import type { BenchOptions, Peer } from './bench-options.ts'
import type { MeasuredServer } from './bench-result.ts'
import type { ServerNeeds } from './scenario.ts'
import type { BenchServer } from './server/bench-server.ts'
import { startCommand } from './server/command-server.ts'
import { coreCount } from './server/core-count.ts'
import { pinSelf, shareCores } from './server/cores.ts'
import { pidsListeningOn } from './server/listeners.ts'
import { startOwnServer } from './server/own-server.ts'
import { startYardstick } from './server/yardstick.ts'

export interface Servers {
  /** The subject, started as the scenario needs it, and those beside it; peers only where they can do the same. */
  open(needs: ServerNeeds, hasPeers: boolean): Promise<readonly BenchServer[]>
  /** Whether the subject is started here. */
  isOwn: boolean
  /** All there were, the subject first. */
  measured(): readonly MeasuredServer[]
  /** Why figures may be worth less than they could be. */
  warnings: readonly string[]
  close(): Promise<void>
}

type Closable = BenchServer & { close(): Promise<void> }

/** Servers that are started here are kept to one half of the cores and the bench to the other, where the machine lets us. */
export async function openServers(options: BenchOptions): Promise<Servers> {
  const { url, peers, hasYardstick } = options
  const warnings: string[] = []
  const cores = shareCores({}, (reason) => warnings.push(`client and server share the cores: ${reason}`))
  const isAlone = url !== undefined && !hasYardstick && !peers.some((peer) => 'command' in peer)
  if (cores && !isAlone) pinSelf(cores.client)

  const subject = url ? remoteServer('subject', 'the server', url, options.secret) : undefined
  const beside: Closable[] = []
  const seen = new Map<string, MeasuredServer>()
  const own = ownServers(options, cores?.server)
  async function close() {
    await Promise.all([own.close(), ...beside.map((server) => server.close())])
  }
  try {
    for (const peer of peers) beside.push(await openPeer(peer, cores?.server))
    if (hasYardstick) beside.push(await startYardstick({ cores: cores?.server }))
  } catch (error) {
    await close()
    throw error
  }

  return {
    isOwn: !subject,
    warnings: [...warnings, ...unpinned([...(subject ? [subject] : []), ...beside])],
    async open(needs, hasPeers) {
      const first = subject ?? (await own.open(needs))
      const servers = [first, ...beside.filter(({ role }) => hasPeers || role === 'yardstick')]
      for (const server of servers) seen.set(server.name, measuredServer(server))
      return servers
    },
    measured: () => [...seen.values()],
    close,
  }
}

/** One server at a time: another one when a scenario needs it otherwise. */
function ownServers({ enddel, out, env, workers = 0 }: BenchOptions, cores: string | undefined) {
  let running: { key: string; server: Closable } | undefined
  async function close() {
    const last = running?.server
    running = undefined
    await last?.close()
  }
  return {
    close,
    async open(needs: ServerNeeds): Promise<BenchServer> {
      const key = JSON.stringify(needs)
      if (running?.key === key) return running.server
      await close()
      const count = Math.max(needs.workers ?? 1, workers || (coreCount(cores) ?? 1))
      const server = await startOwnServer({ command: enddel, out, needs, workers: count, cores, env })
      running = { key, server }
      // The next scenario gets another one.
      server.failed.catch(close)
      return server
    },
  }
}

async function openPeer(peer: Peer, cores: string | undefined): Promise<Closable> {
  if ('url' in peer) return { ...remoteServer('peer', peer.name, peer.url, undefined), close: async () => {} }
  const { pid, port, close } = await startCommand(peer.command, cores)
  const url = new URL(`http://127.0.0.1:${port}`)
  return { name: peer.name, url, role: 'peer', pids: [pid], cores, secret: undefined, close }
}

/** One that was there before us. */
function remoteServer(role: 'subject' | 'peer', name: string, url: URL, secret: string | undefined): BenchServer {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const pids = /^(localhost|127\.|\[::1\])/.test(url.hostname) ? pidsListeningOn(port) : []
  return { name, url, role, pids, cores: undefined, secret }
}

function unpinned(servers: readonly BenchServer[]): string[] {
  const names = servers.filter(({ cores, pids }) => !cores && pids.length > 0).map(({ name }) => name)
  if (names.length === 0) return []
  return [`${names.join(' and ')} may run on the same cores as the client: what one takes the other lacks`]
}

function measuredServer({ name, url, cores, role }: BenchServer): MeasuredServer {
  return { name, url: url.origin, ...(cores && { cores }), role }
}
