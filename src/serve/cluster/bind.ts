import { lookup } from 'node:dns/promises'
import net from 'node:net'
import { getSystemErrorName } from 'node:util'
import { explainListen } from '../listen.ts'

export interface BoundSocket {
  fd: number
  host: string
  port: number
  close(): void
}

/** What node:cluster binds with too; not in node's documentation. A number is an error. */
interface NetInternals {
  _createServerHandle(address: string, port: number, family: 4 | 6, fd: number, flags: number): Handle | number
}

interface Handle {
  fd: number
  getsockname(out: object): number
  close(): void
}

/**
 * Binds a socket without listening on it: whoever gets a copy does. A net.Server of this process would accept connections
 * that nobody here answers.
 */
export async function bindSocket(host: string, port: number): Promise<BoundSocket> {
  const { address, family } = await lookup(host).catch((error: Error) => {
    throw explainListen(error, host, port)
  })
  const { _createServerHandle: create } = net as unknown as NetInternals
  const handle = create(address, port, family === 6 ? 6 : 4, -1, 0)
  if (typeof handle === 'number') throw explain(handle, host, port)
  // An address in use is told only now.
  const name = { address: '', port: 0 }
  const status = handle.getsockname(name)
  if (status !== 0) {
    handle.close()
    throw explain(status, host, port)
  }
  return { fd: handle.fd, host: name.address, port: name.port, close: () => handle.close() }
}

function explain(status: number, host: string, port: number): Error {
  const code = getSystemErrorName(status)
  return explainListen(Object.assign(new Error(`cannot bind: ${code}`), { code }), host, port)
}
