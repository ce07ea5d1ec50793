/** A server that passes all below `/api` on. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { before } from '../core/lifecycle.ts'
import type { ApiEvent } from '../serve/api-event.ts'
import { type ApiProxy, type ApiProxyOptions, createApiProxy } from '../serve/api-proxy.ts'
import { type Got, getBytes } from './http-get.ts'
import { type Behaviour, type StubUpstream, withUpstream } from './stub-upstream.ts'

export const proxyDefaults = { timeoutMs: 10_000, answerMs: 60_000, maxAtOnce: 16, restMs: 10_000 }

interface Proxied {
  url: string
  proxy: ApiProxy
  events: ApiEvent[]
  /** Asks for a path below `/api`. */
  getApi(path?: string, fields?: Record<string, string>): Promise<Got>
  /** Resolves when so many requests are over. */
  proxied(count: number): Promise<void>
}

/** The base is `/v1` of an upstream. */
export async function withProxy(
  behaviour: Behaviour,
  options: Partial<ApiProxyOptions>,
  work: (served: Proxied & { upstream: StubUpstream }) => Promise<void>,
): Promise<void> {
  await withUpstream(behaviour, (upstream) =>
    withProxyTo(`${upstream.url}/v1`, options, (served) => work({ ...served, upstream })),
  )
}

export async function withProxyTo(
  base: string,
  options: Partial<ApiProxyOptions>,
  work: (served: Proxied) => Promise<void>,
): Promise<void> {
  const events: ApiEvent[] = []
  const proxy = createApiProxy({ ...proxyDefaults, base, ...options }, (event) => events.push(event))
  let ended = 0
  const server = createServer((request, response) => {
    const [path = '', query = ''] = request.url!.split(/\?(.*)/)
    void proxy.proxy(request, response, path, query).then(() => {
      ended++
      server.emit('proxied')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await work({
      url,
      proxy,
      events,
      getApi: (path = '/a', fields = {}) => getBytes(`${url}/api${path}`, fields),
      async proxied(count) {
        while (ended < count) await inTime(once(server, 'proxied'))
      },
    })
  } finally {
    await proxy.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Only a test that fails waits so long. */
export function inTime<Result>(work: Promise<Result>): Promise<Result> {
  return before(10_000, work, () => new Error('nothing came'))
}

export function failureIn(events: readonly ApiEvent[]) {
  return events.find((event) => event.type === 'api-failed')?.reason
}
