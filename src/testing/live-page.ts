/** A page with live values in Chromium, and a server that plays the feed as a test says. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ClientMessage, SentFigure, ServerMessage } from '../realtime/protocol.ts'
import { contentSecurityPolicy } from '../render/csp.ts'
import { createHeard, type Heard } from './heard.ts'

export interface PlayedFeed {
  /** All that clients said, and how they came and went: `open`, `closed`, the path of a request for events. */
  heard: Heard<ClientMessage | string>
  /** To the client that came last. */
  send(message: ServerMessage | string | Buffer): void
  /** Ends the connection of the client that came last. */
  end(code: number): void
  /** Cuts all connections and listens no more. */
  stop(): Promise<void>
  /** Listens again where it did. */
  start(): Promise<void>
}

export interface LivePage {
  page: Page
  feed: PlayedFeed
  /** What went wrong in the page, except for connections that were refused or lost. */
  problems: string[]
}

export interface LivePageOptions {
  html: string
  css?: string
  /** Of the client. */
  script: string
  /** Networks that break WebSockets. */
  refusesSockets?: boolean
  context?: BrowserContextOptions
  /** Before the page is asked for. */
  prepare?: (page: Page) => Promise<unknown>
}

export const welcome: ServerMessage = {
  type: 'welcome',
  version: 1,
  market: 'live',
  epoch: 'abc',
  seq: 100,
  time: 1_000,
  build: 'b1',
  report: 7,
}

export function delta(seq: number, figures: Record<string, SentFigure>, epoch = 'abc'): ServerMessage {
  return { type: 'delta', epoch, seq, figures }
}

export async function withLivePage(
  browser: Browser,
  options: LivePageOptions,
  work: (live: LivePage) => Promise<void>,
): Promise<void> {
  const { feed, url, close } = await playFeed(options)
  try {
    const context = await browser.newContext(options.context)
    try {
      const page = await context.newPage()
      const problems: string[] = []
      page.on('pageerror', (error) => problems.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error' && !/WebSocket|ERR_|status of/.test(message.text()))
          problems.push(message.text())
      })
      page.setDefaultTimeout(10_000)
      // The compiler of the tests marks functions with their names, those that run in the page too.
      await page.addInitScript('globalThis.__name = (named) => named')
      await options.prepare?.(page)
      await page.goto(url)
      await work({ page, feed, problems })
    } finally {
      await context.close()
    }
  } finally {
    await close()
  }
}

async function playFeed({ html, css = '', script, refusesSockets = false }: LivePageOptions) {
  const heard = createHeard<ClientMessage | string>()
  const policy = contentSecurityPolicy(html)
  const files: Record<string, [type: string, body: string]> = {
    '/': ['text/html', html],
    '/live.css': ['text/css', css],
    '/live.js': ['text/javascript', script],
  }
  let server: Server
  let port = 0
  let socket: WebSocket | undefined
  let stream: ServerResponse | undefined

  function answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.url!.startsWith('/events')) {
      stream = response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      heard.add(request.url!)
      return
    }
    const [type, body] = files[request.url!] ?? []
    if (!type) return void response.writeHead(204).end()
    response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': policy }).end(body)
  }

  function accept(client: WebSocket): void {
    socket = client
    heard.add('open')
    client.on('message', (data) => heard.add(JSON.parse(String(data)) as ClientMessage))
    client.on('close', () => heard.add('closed'))
    client.send(JSON.stringify(welcome))
  }

  async function start(): Promise<void> {
    server = createServer(answer)
    const sockets = new WebSocketServer({ noServer: true })
    server.on('upgrade', (request, duplex, head) => {
      if (!refusesSockets) return sockets.handleUpgrade(request, duplex, head, accept)
      heard.add('refused')
      duplex.destroy()
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }

  async function stop(): Promise<void> {
    socket?.terminate()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }

  await start()
  const feed: PlayedFeed = {
    heard,
    send(message) {
      const text = typeof message === 'object' && 'type' in message ? JSON.stringify(message) : message
      if (!stream) socket!.send(text)
      else stream.write(`event: ${(message as ServerMessage).type}\ndata: ${text}\n\n`)
    },
    end: (code) => socket!.close(code),
    stop,
    start,
  }
  return { feed, url: `http://127.0.0.1:${port}/`, close: stop }
}
