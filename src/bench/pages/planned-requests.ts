import { EnddelError, messageOf } from '../../core/errors.ts'
import { inLanes } from '../../core/in-lanes.ts'
import { askOnce, type RawAnswer } from '../load/ask-once.ts'
import { createAnswerCheck, decodeBody, digestOf } from '../load/check-answer.ts'
import type { LoadPlan, PlannedRequest } from '../load/load-plan.ts'
import type { AskStyle } from '../scenario.ts'
import { type BenchServer, endpointOf } from '../server/bench-server.ts'
import type { ChosenPages } from './choose-pages.ts'
import type { BenchPage } from './site-pages.ts'

export interface PlannedRequests extends Pick<LoadPlan, 'requests' | 'order'> {
  /** Of the html of each page, where it stands still: whether two servers send the same. */
  digests: ReadonlyMap<string, string | undefined>
  /** Pages whose content cannot be checked, since it changes from answer to answer. */
  changing: readonly string[]
}

const timeoutMs = 10_000
const lanes = 8

/**
 * The requests for these pages, each of which was answered by the server and checked: with the build's own html where there
 * is one, otherwise it is asked twice. A wrong answer is an E_BENCH_WRONG: nothing is measured then. `isMoving`: figures
 * change meanwhile.
 */
export async function planRequests(
  server: BenchServer,
  chosen: ChosenPages,
  ask: AskStyle,
  isMoving: boolean,
): Promise<PlannedRequests> {
  const codings = ask === 'mixed' ? mixedCodings : [{ accept: browserCoding, share: 1 }]
  const requests: PlannedRequest[] = []
  const digests = new Map<string, string | undefined>()

  const variants = chosen.pages.flatMap((page) => codings.map(({ accept }) => ({ page, accept })))
  await inLanes(variants.entries(), lanes, async ([at, { page, accept }]) => {
    const { request, etag } = await checkedRequest(server, page, accept, isMoving)
    digests.set(page.address, request.expect.digest)
    requests[at] = ask === 'again' ? requestAgain(server, page, request, etag) : request
  })

  return {
    requests,
    order: withCodings(chosen.order, codings),
    digests,
    changing: [...digests].filter(([, digest]) => digest === undefined).map(([address]) => address),
  }
}

/** The request for a page, after its answer was found right. */
async function checkedRequest(server: BenchServer, page: BenchPage, accept: string, isMoving: boolean) {
  const text = requestText(server, page.address, [...browserFields, `Accept-Encoding: ${accept}`])
  const first = await askFor(server, page, text)
  const request: PlannedRequest = {
    text,
    method: 'GET',
    target: page.address,
    expect: {
      status: 200,
      fields: pick(first.fields, ['content-type', 'content-encoding']),
      digest: isMoving && page.isPrinting ? undefined : await digestFor(server, page, text, first),
      mask: page.mask,
    },
  }
  const problem = createAnswerCheck([request])(0, { head: first, body: first.body })
  if (problem !== undefined) throw wrongAnswer(server, page, problem)
  return { request, etag: first.fields.etag }
}

/** Those that are there. */
function pick(fields: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])))
}

async function digestFor(server: BenchServer, page: BenchPage, text: string, first: RawAnswer) {
  if (page.digest && server.role === 'subject') return page.digest()
  const [one, other] = [first, await askFor(server, page, text)].map(({ body, fields }) =>
    digestOf(decodeBody(body, fields['content-encoding']), page.mask),
  )
  return one === other ? one : undefined
}

async function askFor(server: BenchServer, page: BenchPage, text: string): Promise<RawAnswer> {
  try {
    const answer = await askOnce(endpointOf(server.url), text, { timeoutMs })
    if (answer.status === 200) return answer
    throw wrongAnswer(server, page, `the answer is ${answer.status}, not 200`)
  } catch (error) {
    if (error instanceof EnddelError) throw error
    throw wrongAnswer(server, page, messageOf(error))
  }
}

/** For the page that the client has already. */
function requestAgain(
  server: BenchServer,
  page: BenchPage,
  { text, method, target }: PlannedRequest,
  etag: string | undefined,
): PlannedRequest {
  if (!etag) throw wrongAnswer(server, page, 'there is no ETag, so no client can ask whether it has changed')
  return {
    text: text.replace(/\r\n$/, `If-None-Match: ${etag}\r\n\r\n`),
    method,
    target,
    expect: { status: 304, fields: {}, digest: undefined, mask: [] },
  }
}

function requestText({ url }: BenchServer, address: string, fields: readonly string[]): string {
  return `GET ${address} HTTP/1.1\r\nHost: ${url.host}\r\n${fields.join('\r\n')}\r\n\r\n`
}

function wrongAnswer({ name, url }: BenchServer, { address }: BenchPage, problem: string): EnddelError {
  return new EnddelError('E_BENCH_WRONG', `${name}, ${url.origin}${address}: ${problem}`, {
    hint: 'nothing is measured before the answers are right; mend the server, or name paths it has with --path',
  })
}

const browserCoding = 'gzip, deflate, br, zstd'

/** What a browser of 2026 sends. */
const browserFields: readonly string[] = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Accept-Language: en-US,en;q=0.9,vi;q=0.8',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: none',
  'Upgrade-Insecure-Requests: 1',
]

/** Browsers take brotli over TLS; programs and old proxies gzip, or nothing. */
const mixedCodings = [
  { accept: browserCoding, share: 0.85 },
  { accept: 'gzip', share: 0.1 },
  { accept: 'identity', share: 0.05 },
]

/** The order of pages as one of requests: of each hundred requests as many in each coding as its share says, spread out. */
function withCodings(order: readonly number[], codings: readonly { share: number }[]): number[] {
  const given = codings.map(() => 0)
  return order.map((page, at) => {
    const owed = codings.map(({ share }, coding) => share * (at + 1) - given[coding]!)
    const coding = owed.indexOf(Math.max(...owed))
    given[coding]!++
    return page * codings.length + coding
  })
}
