/** Which processes of this machine listen where, from /proc. Those of other users are only seen by root. */
import { readlinkSync } from 'node:fs'
import { allProcesses, namesIn, pidsOf, textAt } from './process-tree.ts'

/** The processes that listen on a TCP port, on whatever address; those below another that does too are left out. */
export function pidsListeningOn(port: number): number[] {
  const inodes = new Set(listeners().flatMap((listener) => (listener.port === port ? [listener.inode] : [])))
  if (inodes.size === 0) return []
  const parents = new Map(allProcesses().map(({ pid, parent }) => [pid, parent]))
  const holders = new Set([...parents.keys()].filter((pid) => socketsOf(pid).some((inode) => inodes.has(inode))))
  return [...holders].filter((pid) => !ancestorsOf(pid, parents).some((ancestor) => holders.has(ancestor)))
}

/** The TCP ports on which a process or one below it listens, the lowest first. */
export function portsOf(root: number): number[] {
  const held = new Set(pidsOf(root).flatMap(socketsOf))
  const ports = listeners().flatMap(({ inode, port }) => (held.has(inode) ? [port] : []))
  return [...new Set(ports)].sort((a, b) => a - b)
}

interface Listener {
  port: number
  inode: string
}

/** As the kernel's net/tcp_states.h has it. */
const listenState = '0A'

function listeners(): Listener[] {
  const lines = ['/proc/self/net/tcp', '/proc/self/net/tcp6'].flatMap((file) => textAt(file).split('\n').slice(1))
  return lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
    if (state !== listenState || inode === undefined) return []
    return [{ port: Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16), inode }]
  })
}

/** The inodes of all sockets a process holds. */
function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`
  return namesIn(folder).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(linkAt(`${folder}/${fd}`))?.[1] ?? [])
}

/** Empty when it has been closed meanwhile. */
function linkAt(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function ancestorsOf(pid: number, parents: ReadonlyMap<number, number>): number[] {
  const ancestors: number[] = []
  for (let at = parents.get(pid); at; at = parents.get(at)) ancestors.push(at)
  return ancestors
}
