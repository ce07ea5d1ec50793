/**
 * What clients connect to: TLS if there is a certificate, then the wire, which answers hot pages itself, then node:http and
 * the handler.
 */
import type { Feed } from '../realtime/feed.ts'
import { feedPaths } from './destination.ts'
import type { Handler } from './handler.ts'
import type { Release } from './release.ts'
import { createNodeHttp } from './node-http.ts'
import type { Opening } from './server.ts'
import { createTlsFront, type Front as TlsFront } from './tls.ts'
import { LentSocket } from './wire/lent-socket.ts'
import { createWire, type Wire } from './wire/wire-server.ts'

export type Front = TlsFront & Pick<Wire, 'settle'>

export interface FrontNeeds {
  release(): Release
  handler: Handler
  feed: Pick<Feed, 'upgrade'>
}

/** Rejects when the certificate cannot be served. */
export async function openFront(opening: Opening, needs: FrontNeeds): Promise<Front> {
  const { options, onEvent, parts } = opening
  const wire = openWire(opening, needs)
  if (!options.tls) return wire
  const { listener } = needs.handler
  const limits = options.wire
  const front = await createTlsFront(options.tls, { wire, handler: listener, limits, lookEveryMs: 1_000 }, onEvent)
  parts.push(front)
  return { ...front, settle: wire.settle }
}

function openWire({ options, onEvent, parts }: Opening, { release, handler, feed }: FrontNeeds): Wire {
  const http = createNodeHttp(handler.listener, options.wire)
  const upgrades = createNodeHttp(handler.listener, options.wire)
  upgrades.on('upgrade', (request, socket, head) => {
    const stream: unknown = socket
    feed.upgrade(request, socket, head, stream instanceof LentSocket ? stream.socket : socket)
  })
  const wire = createWire(
    {
      http,
      upgrades,
      upgradePath: feedPaths.socket,
      pages: () => release().hot.pages,
      answerPlain: handler.answerPlain,
      countHot({ count, unchanged }) {
        onEvent({ type: 'page', tier: 'hot', count })
        onEvent({ type: 'answered', status: 200, count: count - unchanged })
        onEvent({ type: 'answered', status: 304, count: unchanged })
      },
      onHot: options.accessLog
        ? (method, target, status) => onEvent({ type: 'request', method, target, status, ms: 0 })
        : undefined,
    },
    options.wire,
  )
  parts.push({
    async close() {
      wire.close()
      http.close()
      upgrades.close()
    },
  })
  return wire
}
