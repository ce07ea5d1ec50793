import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBoard } from '../market/board.ts'
import { requireCurrent } from '../output/current.ts'
import { createAdmin } from '../serve/admin.ts'
import { createInvalidated } from '../cache/invalidated.ts'
import { createLocalLeases } from '../cache/local-leases.ts'
import { createPageFinder } from '../serve/find-page.ts'
import { createPageCache } from '../serve/page-cache.ts'
import { createHandler, type HandlerParts } from '../serve/handler.ts'
import type { AnswerPlain } from '../serve/plain-request.ts'
import { loadRelease } from '../serve/release.ts'
import type { ReadyPage } from '../serve/ready-page.ts'
import { build } from './builds.ts'
import { serveOptions } from './serving.ts'
import { siteFile, writeTinySite } from './tiny-site.ts'

let wireSite: Promise<string> | undefined

/**
 * The output folder of a tiny site for the wire, built once: `/` and `/report/1` are hot, `/big` is hot and 2 MB long,
 * `/note/x` is cold, and `/gated/x` is cold and not made before `openGate('x')`.
 */
export function wireSiteOut(): Promise<string> {
  wireSite ??= buildWireSite()
  return wireSite
}

async function buildWireSite(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'enddel-wire-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const big = `route('/big', { id: 'big', page: Home, head, load: () => ({ text: 'x'.repeat(1_000_000) }), prerender: 'all' }),`
  const gated = `route('/gated/:name', { id: 'gated', page: Note, head, load: async ({ name }) => {
    await globalThis[Symbol.for('enddel.test.gate')]?.(name)
    return { name }
  } }),`
  const where = await writeTinySite(folder, siteFile(big + gated))
  await build(where)
  return where.out
}

/** Gates are per name; the loader runs in this process. */
export function createGate(): { reached(name: string): Promise<void>; open(name: string): void } {
  const gates = new Map<string, { reached: Signal; opened: Signal }>()
  const gateOf = (name: string) => {
    const gate = gates.get(name) ?? { reached: signal(), opened: signal() }
    gates.set(name, gate)
    return gate
  }
  Object.assign(globalThis, {
    [Symbol.for('enddel.test.gate')]: (name: string) => {
      gateOf(name).reached.give()
      return gateOf(name).opened.given
    },
  })
  return { reached: (name) => gateOf(name).reached.given, open: (name) => gateOf(name).opened.give() }
}

interface Signal {
  given: Promise<void>
  give(): void
}

function signal(): Signal {
  let give = () => {}
  const given = new Promise<void>((resolve) => (give = resolve))
  return { given, give: () => give() }
}

/** What a request was to node's own parser. */
export interface Seen {
  method: string
  target: string
  /** Name and value in turn. */
  fields: string[]
  bodyBytes: number
}

export interface Plain {
  url: string
  answerPlain: AnswerPlain
  pages: ReadonlyMap<string, ReadyPage>
  /** Requests and parser errors since this was emptied. */
  seen: Seen[]
  problems: string[]
}

/** The same site behind node:http alone, without the wire: what the fast path is compared with. */
export async function withPlain(
  out: Promise<string>,
  work: (plain: Plain) => Promise<void>,
  parts: Partial<HandlerParts> = {},
): Promise<void> {
  const board = createBoard()
  const options = { ...serveOptions, openProducts: undefined, board, showSnapshot: board.apply }
  const release = await loadRelease(await out, await requireCurrent(await out), options)
  const onEvent = () => {}
  const invalidated = createInvalidated()
  const bounds = { maxEntries: 100, maxBytes: 1024 * 1024, leaseMs: 1_000 }
  const cache = createPageCache(
    { ...bounds, board, shared: undefined, leases: createLocalLeases(), invalidated },
    onEvent,
  )
  const finder = createPageFinder({ board, strayed() {}, cache, invalidated, count() {}, onEvent })
  const admin = createAdmin({ secret: '', isRemote: false, log: { append: () => Promise.reject(new Error('closed')) } })
  const notMarket = { handles: () => false, answer: () => Promise.reject(new Error('never asked')) }
  const nothing = {
    api: undefined,
    admin,
    marketApi: notMarket,
    feed: { events() {} },
    answerInternal: () => undefined,
  }
  const { listener, answerPlain } = createHandler({
    ...options,
    ...nothing,
    release: () => release,
    finder,
    onEvent,
    ...parts,
  })
  const server = createServer(listener)
  const seen: Seen[] = []
  const problems: string[] = []
  server.prependListener('request', (request) => {
    const one = { method: request.method!, target: request.url!, fields: request.rawHeaders, bodyBytes: 0 }
    seen.push(one)
    request.on('data', (chunk: Buffer) => (one.bodyBytes += chunk.length))
  })
  server.on('clientError', (error, socket) => {
    problems.push(String((error as NodeJS.ErrnoException).code))
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    await work({ url, answerPlain, pages: release.hot.pages, seen, problems })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await release.close()
  }
}
