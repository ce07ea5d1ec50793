import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../../market/board.ts'
import { heapInUse } from '../../testing/heap-in-use.ts'
import { type PageBytes, ReadyPage } from '../ready-page.ts'
import { createHotAnswers, noHits } from './hot-answers.ts'
import { createFieldReader } from './read-head.ts'

const hotAnswers = suite('serve/wire/hot-answers')

const clock = { second: 1, date: 'Thu, 01 Jan 1970 00:00:01 GMT' }

async function page(status = 200): Promise<ReadyPage> {
  const html = Buffer.from(`<h1>${'page '.repeat(50)}</h1>`)
  return ready({ status, html, br: Buffer.from('br'), hash: 'hash', csp: 'c', freshness: { maxAge: 1 } as never })
}

async function ready(bytes: PageBytes): Promise<ReadyPage> {
  const made = new ReadyPage('/', bytes, createBoard())
  await made.makeGzip()
  return made
}

function head(line: string, fields = ''): string {
  return `${line} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`
}

hotAnswers('are the page in the encoding that is wished for', async () => {
  const pages = new Map([['/', await page()]])
  const variant = (encoding: 'br' | 'gzip' | 'identity') => pages.get('/')!.variant(encoding)!
  const answers = createHotAnswers(createFieldReader(), noHits())

  const asked = ['', 'Accept-Encoding: br\r\n', 'Accept-Encoding: gzip\r\n', 'Accept-Encoding: br;q=0, *;q=0\r\n']
  const given = asked.map((fields) => answers(head('GET /', fields), pages, clock))

  const expected = (['identity', 'br', 'gzip', 'identity'] as const).map((one) => variant(one).wire.full.at(clock))
  assert.equal(given, expected)
})

hotAnswers('to HEAD have the fields of GET and no body', async () => {
  const pages = new Map([['/', await page()]])
  const answers = createHotAnswers(createFieldReader(), noHits())

  const get = answers(head('GET /'), pages, clock)!.toString()
  const onlyHead = answers(head('HEAD /'), pages, clock)!.toString()

  assert.is(onlyHead, get.slice(0, get.indexOf('\r\n\r\n') + 4))
})

hotAnswers('are 304 with the fields of the page to a client that has just this encoding', async () => {
  const pages = new Map([['/', await page()]])
  const answers = createHotAnswers(createFieldReader(), noHits())
  const statusOf = (fields: string) => answers(head('GET /', fields), pages, clock)!.toString().slice(9, 12)

  const asked = ['"hash"', 'W/"hash"', '"a", "hash"', '*', '"hash-br"', '"hash', 'hash', ''].map(
    (tags) => `If-None-Match: ${tags}\r\n`,
  )

  assert.equal(asked.map(statusOf), ['304', '304', '304', '304', '200', '200', '200', '200'])
  assert.is(statusOf('If-None-Match: "hash-br"\r\nAccept-Encoding: br\r\n'), '304')
  const notModified = answers(head('HEAD /', 'If-None-Match: *\r\n'), pages, clock)!.toString()
  assert.match(notModified, 'ETag: "hash"\r\n')
  assert.match(notModified, 'Vary: Accept-Encoding\r\n')
  assert.match(notModified, 'Cache-Control: ')
})

hotAnswers('are counted, those that say that nothing has changed apart', async () => {
  const pages = new Map([['/', await page()]])
  const hits = noHits()
  const answers = createHotAnswers(createFieldReader(), hits)

  for (const fields of ['', 'Accept-Encoding: br\r\n', 'If-None-Match: *\r\n'])
    answers(head('GET /', fields), pages, clock)
  answers(head('GET /nowhere'), pages, clock)

  assert.equal(hits, { count: 3, unchanged: 1 })
})

hotAnswers('are only for pages with status 200 at exactly this target', async () => {
  const pages = new Map([
    ['/', await page()],
    ['/404', await page(404)],
  ])
  const answers = createHotAnswers(createFieldReader(), noHits())

  const targets = ['/404', '/?a', '//', '/ ', '/#a', '/%2f', '/__proto__', '/constructor']

  assert.ok(answers(head('GET /'), pages, clock))
  assert.equal(
    targets.filter((target) => answers(head(`GET ${target}`), pages, clock)),
    [],
  )
})

hotAnswers('follow the pages of the moment, whatever is remembered of the fields', async () => {
  const answers = createHotAnswers(createFieldReader(), noHits())
  const before = new Map([['/', await page()]])
  const html = Buffer.from('new')
  const parts = { status: 200, html, br: html, hash: 'new', csp: 'c', freshness: { maxAge: 1 } as never }
  const after = new Map([['/', await ready(parts)]])
  const asked = head('GET /', 'If-None-Match: "hash"\r\n')

  const statuses = [before, after, before, new Map()].map((pages) =>
    answers(asked, pages, clock)?.toString().slice(9, 12),
  )

  assert.equal(statuses, ['304', '200', '304', undefined])
})

hotAnswers('remember a bounded number of fields, so that a flood of different ones costs no memory', async () => {
  const pages = new Map([['/', await page()]])
  const answers = createHotAnswers(createFieldReader(), noHits())
  const filler = 'a'.repeat(2_000)
  const flood = (from: number) => {
    for (let index = from; index < from + 20_000; index++)
      answers(head('GET /', `Cookie: ${filler.slice(0, 1_900)}${index}\r\n`), pages, clock)
  }
  flood(0)
  const before = heapInUse()

  for (let round = 1; round <= 3; round++) flood(round * 20_000)

  const grown = heapInUse() - before
  assert.ok(grown < 20_000_000, `${grown} bytes more`)
  assert.ok(answers(head('GET /'), pages, clock))
})

hotAnswers('are not mixed up by fields that differ in one byte', async () => {
  const pages = new Map([['/', await page()]])
  const answers = createHotAnswers(createFieldReader(), noHits())

  const close = answers(head('GET /', 'Connection: close\r\n'), pages, clock)
  const kept = answers(head('GET /', 'Connection: keep-alive\r\n'), pages, clock)
  const closeAgain = answers(head('GET /', 'Connection: close\r\n'), pages, clock)

  assert.equal([close, closeAgain], [undefined, undefined])
  assert.ok(kept)
})

hotAnswers.run()
