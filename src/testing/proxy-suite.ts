/** The tests of a proxy in front of enddel, whichever it is. */
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { get, request } from 'node:https'
import { buffer } from 'node:stream/consumers'
import type { Test } from 'uvu'
import * as assert from 'uvu/assert'
import { FeedClient } from './feed-serving.ts'
import { getBytes } from './http-get.ts'
import { closedToReaders, disguises } from './operator-paths.ts'
import type { Proxied, WithProxy } from './proxies.ts'
import { withServer } from './serving.ts'
import { withTinyBuild } from './tiny-build.ts'

/** What every proxy in front of enddel has to do. */
export function proxySuite(proxy: Test, withProxy: WithProxy): void {
  proxy('passes pages on as enddel has compressed them, over TLS', () =>
    behind(withProxy, async (asked) => {
      const accepting = { 'accept-encoding': 'gzip, br' }
      const direct = await getBytes(`${asked.direct}/`, accepting)
      const page = await ask(asked, '/', accepting)

      assert.is(page.status, 200)
      assert.ok(page.bytes.equals(direct.bytes))
      assert.equal(fieldsOfPage(page.headers), fieldsOfPage(direct.headers))
      assert.is(page.headers['content-encoding'], 'br')
      assert.match(page.headers['strict-transport-security']!, /^max-age=\d{8}/)
    }),
  )

  proxy('lets readers ask whether a page has changed', () =>
    behind(withProxy, async (asked) => {
      const { headers } = await ask(asked, '/')

      const again = await ask(asked, '/', { 'if-none-match': headers.etag! })

      assert.is(again.status, 304)
      assert.is(again.headers.etag, headers.etag)
    }),
  )

  proxy('speaks HTTP/2', () =>
    behind(withProxy, async ({ url, ca }) => {
      const session = connectHttp2(url, { ca }).on('error', () => {})
      const [fields] = (await once(session.request({ ':path': '/' }), 'response')) as [IncomingHttpHeaders]
      session.destroy()

      assert.is(Number(fields[':status']), 200)
    }),
  )

  proxy('opens the feed to its own pages, and to those of no other site', () =>
    behind(withProxy, async ({ url, ca }) => {
      const client = await FeedClient.subscribed(url, ['BTC'], { ca, origin: url })
      const { market } = await client.next('welcome')
      client.ws.terminate()
      const stranger = await FeedClient.connect(url, { ca, origin: 'https://example.org' }).catch(
        (error: unknown) => error,
      )

      assert.is(market, 'demo')
      assert.match(String(stranger), '403')
    }),
  )

  proxy('hands events on as they come', () =>
    behind(withProxy, async ({ url, ca }) => {
      const asking = get(`${url}/events?topics=BTC`, { ca, agent: false, headers: { 'accept-encoding': 'gzip, br' } })
      const [response] = (await once(asking, 'response')) as [IncomingMessage]
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) {
        text += chunk
        if (text.includes('event: snapshot')) break
      }

      assert.match(text, /event: welcome\n/)
      assert.not(response.complete)
    }),
  )

  proxy('keeps from readers what is for operators, however it is written', () =>
    behind(withProxy, async (asked) => {
      const paths = [...closedToReaders, ...disguises]
      const statuses = await Promise.all(paths.map((path) => ask(asked, path).then(({ status }) => status)))
      const posted = await ask(asked, '/clear-cache', { authorization: `Bearer ${'x'.repeat(32)}` }, 'POST')

      assert.equal(
        paths.filter((_, index) => statuses[index] !== 404),
        [],
      )
      assert.is(posted.status, 404)
    }),
  )

  proxy('leaves open what the status page reads', () =>
    behind(withProxy, async (asked) => {
      const { status, bytes } = await ask(asked, '/health')

      assert.is(status, 200)
      assert.match(String(bytes), '"build"')
    }),
  )
}

interface Asked extends Proxied {
  /** The server without the proxy. */
  direct: string
}

/** Runs `work` with a server and the proxy in front of it. */
function behind<Result>(withProxy: WithProxy, work: (asked: Asked) => Promise<Result>): Promise<Result> {
  return withTinyBuild(({ out }) =>
    withServer(out, { market: 'demo', adminSecret: 'x'.repeat(32) }, ({ url: direct }) =>
      withProxy(new URL(direct).host, (proxied) => work({ ...proxied, direct })),
    ),
  )
}

async function ask({ url, ca }: Proxied, path: string, headers: Record<string, string> = {}, method = 'GET') {
  const asking = request(new URL(url), { path, ca, headers, method, agent: false }).end()
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, bytes: await buffer(response) }
}

/** All that a proxy has no business with: the others tell of a connection. */
function fieldsOfPage(fields: IncomingHttpHeaders): Record<string, unknown> {
  const ofConnections = ['alt-svc', 'connection', 'date', 'keep-alive', 'server', 'strict-transport-security']
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !ofConnections.includes(name)))
}
