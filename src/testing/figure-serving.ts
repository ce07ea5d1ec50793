/** A server of the site of figure-site.ts with a market of the test's own, as a client without JavaScript sees it. */
import { gunzipSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import { figureSiteOut } from './figure-site.ts'
import { createHeard, type Heard } from './heard.ts'
import { fieldOf, KeepAliveClient, textOf } from './keep-alive-client.ts'
import type { PlayedMarket } from './played-market.ts'
import { type Served, withServer } from './serving.ts'

export const figures = { 'BTC.price': 1_000, 'BTC.change24h': -1.5, fng: 28 }

interface At extends Served {
  market: PlayedMarket
  client: KeepAliveClient
  heard: Heard<Served['events'][number]>
}

type Options = Parameters<typeof withServer>[1] & { out?: string }

/** Serves; the client has a connection that is kept. */
export async function withMarket(
  market: PlayedMarket,
  { out, ...options }: Options,
  work: (at: At) => Promise<void>,
): Promise<void> {
  const { followMarket } = market
  const heard = createHeard<Served['events'][number]>()
  const all: Options = { market: 'live', followMarket, hear: heard.add, ...options }
  await withServer(out ?? (await figureSiteOut()), all, async (served) => {
    const client = await KeepAliveClient.connect(served.url)
    try {
      await work({ ...served, market, client, heard })
    } finally {
      client.close()
    }
  })
}

export interface Shown {
  status: number
  etag: string | undefined
  bytes: number
  text: string
}

/** Asks for a page as the fast path likes it; `fields` are lines of the head that may have another path. */
export async function show({ client }: At, target: string, encoding = 'identity', fields = ''): Promise<Shown> {
  const answer = await client.ask(target, { fields: `Accept-Encoding: ${encoding}\r\n${fields}` })
  const { status, body } = answer
  assert.is(fieldOf(answer, 'content-encoding'), status === 304 || encoding === 'identity' ? undefined : encoding)
  const text = encoding === 'gzip' && body ? gunzipSync(Buffer.from(body, 'latin1')).toString() : textOf(answer)
  return { status, etag: fieldOf(answer, 'etag'), bytes: Number(fieldOf(answer, 'content-length')), text }
}

export const knows = (etag: string | undefined) => `If-None-Match: ${etag}\r\n`
export const pricesIn = (text: string) =>
  [...text.matchAll(/data-live="text=BTC.price price[^>]*>([^<]*)</g)].map(([, price]) => price!.trim())
export const clockIn = (text: string) => /<meta name="enddel-clock" content="([^"]*)"/.exec(text)?.[1]?.trim()
export const printedIn = (text: string) => /Printed (.*?)</.exec(text)?.[1]
export const rendered = (served: Served) => countOf(served, 'rendered')
export const countOf = ({ events }: Served, type: string) => events.filter((event) => event.type === type).length

/** Only a test that fails waits so long. */
const deadlineMs = 30_000

/** Asks until the page has printed what it should. */
export async function untilPrinted(at: At, target: string, printed: string): Promise<void> {
  const until = performance.now() + deadlineMs
  while (performance.now() < until) {
    if (printedIn((await show(at, target)).text) === printed) return
  }
  assert.unreachable(`${target} never prints ${printed}`)
}
