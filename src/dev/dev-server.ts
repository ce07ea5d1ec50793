import { type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Running } from '../core/lifecycle.ts'
import type { Feed } from '../realtime/feed.ts'
import { feedPaths } from '../serve/destination.ts'
import { explainListen, urlOf } from '../serve/listen.ts'
import { readPath } from '../serve/request-path.ts'
import { errnoOf } from '../core/errors.ts'
import type { Templates } from './templates.ts'
import { viteBase } from './vite-server.ts'

/** An undefined port is the first one that is free from {@link firstPort} on. */
export interface DevAddress {
  host: string
  port: number | undefined
}

const firstPort = 4321
const lastPort = firstPort + 20

export interface Answering {
  templates: Pick<Templates, 'answer'>
  /** The files that are sent as they are. */
  publicFolder: string
  handler: RequestListener
  feed: Pick<Feed, 'upgrade'>
  /** Resolves when everything else can be asked. */
  refresh(): Promise<void>
}

/** Vite's share goes to Vite; for the rest, what was changed is there before it is answered. */
export function answerWith(http: Server, { templates, publicFolder, handler, feed, refresh }: Answering): void {
  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url!.startsWith(viteBase)) return templates.answer(request, response, notFound(response))
    if (isPublic(publicFolder, request.url!)) {
      request.url = viteBase + request.url!.slice(1)
      return templates.answer(request, response, notFound(response))
    }
    void refresh().then(() => handler(request, response))
  })
  http.on('upgrade', (request, socket, head) => {
    const [path] = request.url!.split('?')
    // Vite listens for its own.
    if (path === viteBase && /^vite-(hmr|ping)$/.test(request.headers['sec-websocket-protocol'] ?? '')) return
    socket.on('error', () => socket.destroy())
    if (path !== feedPaths.socket) return void socket.destroy()
    void refresh().then(() => feed.upgrade(request, socket, head))
  })
}

function notFound(response: ServerResponse) {
  return () => void response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such file.\n')
}

function isPublic(folder: string, target: string): boolean {
  const asked = readPath(target)
  return (
    asked.kind === 'path' && Boolean(statSync(join(folder, ...asked.segments), { throwIfNoEntry: false })?.isFile())
  )
}

/** Listens; closing cuts what is still connected. */
export async function listenOn(http: Server, { host, port }: DevAddress): Promise<Running & { url: string }> {
  const bound = await bind(http, host, port ?? firstPort, port === undefined ? lastPort : undefined)
  return {
    url: urlOf('http', bound.address, bound.port),
    async close() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

async function bind(http: Server, host: string, port: number, last: number | undefined): Promise<AddressInfo> {
  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject)
      http.listen(port, host, () => {
        http.off('error', reject)
        resolve()
      })
    })
    return http.address() as AddressInfo
  } catch (error) {
    if (errnoOf(error) === 'EADDRINUSE' && last !== undefined && port < last) return bind(http, host, port + 1, last)
    throw explainListen(error as Error, host, port)
  }
}
