import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBoard } from '../../market/board.ts'
import { heapInUse } from '../../testing/heap-in-use.ts'
import { mutatedHead, plainHead, seed, wellFormedHead } from '../../testing/request-heads.ts'
import { type PageBytes, ReadyPage } from '../ready-page.ts'
import { createHotAnswers, type HotAnswers, noHits } from './hot-answers.ts'
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

function answersOf(pages: ReadonlyMap<string, ReadyPage>, hits = noHits()): HotAnswers {
  return createHotAnswers({ pages: () => pages, fieldReader: createFieldReader(), clock, hits })
}

function head(line: string, fields = ''): string {
  return `${line} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`
}

hotAnswers('are the page in the encoding that is wished for', async () => {
  const pages = new Map([['/', await page()]])
  const variant = (encoding: 'br' | 'gzip' | 'identity') => pages.get('/')!.variant(encoding)!
  const answers = answersOf(pages)

  const asked = ['', 'Accept-Encoding: br\r\n', 'Accept-Encoding: gzip\r\n', 'Accept-Encoding: br;q=0, *;q=0\r\n']
  const given = asked.map((fields) => answers.toHead(head('GET /', fields)))

  const expected = (['identity', 'br', 'gzip', 'identity'] as const).map((one) => variant(one).wire.full.at(clock))
  assert.equal(given, expected)
})

hotAnswers('to HEAD have the fields of GET and no body', async () => {
  const pages = new Map([['/', await page()]])
  const answers = answersOf(pages)

  const get = answers.toHead(head('GET /'))!.toString()
  const onlyHead = answers.toHead(head('HEAD /'))!.toString()

  assert.is(onlyHead, get.slice(0, get.indexOf('\r\n\r\n') + 4))
})

hotAnswers('are 304 with the fields of the page to a client that has just this encoding', async () => {
  const pages = new Map([['/', await page()]])
  const answers = answersOf(pages)
  const statusOf = (fields: string) => answers.toHead(head('GET /', fields))!.toString().slice(9, 12)

  const asked = ['"hash"', 'W/"hash"', '"a", "hash"', '*', '"hash-br"', '"hash', 'hash', ''].map(
    (tags) => `If-None-Match: ${tags}\r\n`,
  )

  assert.equal(asked.map(statusOf), ['304', '304', '304', '304', '200', '200', '200', '200'])
  assert.is(statusOf('If-None-Match: "hash-br"\r\nAccept-Encoding: br\r\n'), '304')
  const notModified = answers.toHead(head('HEAD /', 'If-None-Match: *\r\n'))!.toString()
  assert.match(notModified, 'ETag: "hash"\r\n')
  assert.match(notModified, 'Vary: Accept-Encoding\r\n')
  assert.match(notModified, 'Cache-Control: ')
})

hotAnswers('are counted, those that say that nothing has changed apart', async () => {
  const pages = new Map([['/', await page()]])
  const hits = noHits()
  const answers = answersOf(pages, hits)

  for (const fields of ['', 'Accept-Encoding: br\r\n', 'If-None-Match: *\r\n']) answers.toHead(head('GET /', fields))
  answers.toHead(head('GET /nowhere'))

  assert.equal(hits, { count: 3, unchanged: 1 })
})

hotAnswers('are only for pages with status 200 at exactly this target', async () => {
  const pages = new Map([
    ['/', await page()],
    ['/404', await page(404)],
  ])
  const answers = answersOf(pages)

  const targets = ['/404', '/?a', '//', '/ ', '/#a', '/%2f', '/__proto__', '/constructor']

  assert.ok(answers.toHead(head('GET /')))
  assert.equal(
    targets.filter((target) => answers.toHead(head(`GET ${target}`))),
    [],
  )
})

hotAnswers('follow the pages of the moment, whatever is remembered of heads', async () => {
  const before = new Map([['/', await page()]])
  const html = Buffer.from('new')
  const parts = { status: 200, html, br: html, hash: 'new', csp: 'c', freshness: { maxAge: 1 } as never }
  const after = new Map([['/', await ready(parts)]])
  let pages: ReadonlyMap<string, ReadyPage> = before
  const fieldReader = createFieldReader()
  const answers = createHotAnswers({ pages: () => pages, fieldReader, clock, hits: noHits() })
  const asked = head('GET /', 'If-None-Match: "hash"\r\n')
  const bytes = Buffer.from(asked)

  const statuses = [before, after, before, new Map()].map((those) => {
    pages = those
    return [answers.toHead(asked), answers.toBytes(bytes, bytes.length)].map((one) => one?.toString().slice(9, 12))
  })

  const expected = [
    ['304', '304'],
    ['200', '200'],
    ['304', '304'],
    [undefined, undefined],
  ]
  assert.equal(statuses, expected)
})

hotAnswers('to bytes are those to the same text, and only once that was answered', async () => {
  const pages = new Map([
    ['/', await page()],
    ['/report/1', await page()],
    ['/404', await page(404)],
  ])
  let answered = 0
  const property = fc.property(
    fc.array(fc.oneof(plainHead, wellFormedHead, mutatedHead), { maxLength: 6 }),
    (heads) => {
      const answers = answersOf(pages)
      for (const one of heads) answers.toHead(one)
      // Lines and fields of different heads make a head, too.
      const lines = heads.map((one) => one.slice(0, Math.max(0, one.indexOf('\r\n'))))
      const pieces = heads.flatMap((one) => lines.map((line) => line + one.slice(Math.max(0, one.indexOf('\r\n')))))
      for (const text of [...pieces, ...heads.map((one) => one + one), ...heads.map((one) => one.slice(0, -1))]) {
        const bytes = Buffer.from(`${text}${heads[0]}`, 'latin1')
        const answer = answers.toBytes(bytes, text.length)
        if (!answer) continue
        answered++
        assert.is(text.indexOf('\r\n\r\n'), text.length - 4)
        assert.equal(answer, answersOf(pages).toHead(text))
      }
    },
  )

  fc.assert(property, { seed, numRuns: 1_500 })

  assert.ok(answered > 1_000, `only ${answered} were answered`)
})

hotAnswers('to bytes are given at the second time, and counted', async () => {
  const hits = noHits()
  const heard: unknown[] = []
  const pages = new Map([['/', await page()]])
  const onHot = (...hit: unknown[]) => heard.push(hit)
  const answers = createHotAnswers({ pages: () => pages, fieldReader: createFieldReader(), clock, hits, onHot })
  const asked = ['GET /', 'HEAD /'].map((line) => head(line, 'If-None-Match: *\r\n'))

  const atFirst = asked.map((one) => answers.toBytes(Buffer.from(one), one.length))
  for (const one of asked) answers.toHead(one)
  const then = asked.map((one) => answers.toBytes(Buffer.from(one), one.length)?.toString().slice(9, 12))

  assert.equal(atFirst, [undefined, undefined])
  assert.equal(then, ['304', '304'])
  assert.equal(hits, { count: 4, unchanged: 4 })
  const told = [
    ['GET', '/', 304],
    ['HEAD', '/', 304],
  ]
  assert.equal(heard, [...told, ...told])
})

hotAnswers('remember a bounded number of fields, so that a flood of different ones costs no memory', async () => {
  const pages = new Map([['/', await page()]])
  const answers = answersOf(pages)
  const filler = 'a'.repeat(1_900)
  const flood = (from: number) => {
    for (let index = from; index < from + 20_000; index++) {
      const asked = head('GET /', `Cookie:${filler}${index}\r\n`)
      // Cut from all that a client has sent, as the wire does it.
      answers.toHead(`${asked}${filler.repeat(10)}`.slice(0, asked.length))
    }
  }
  const before = heapInUse()

  for (let round = 1; round <= 4; round++) flood(round * 20_000)

  const grown = heapInUse() - before
  assert.ok(grown < 12_000_000, `${grown} bytes more`)
  assert.ok(answers.toHead(head('GET /')))
})

hotAnswers('remember of a request line nothing of what came with it', async () => {
  const one = await page()
  const targets = Array.from({ length: 2_000 }, (_, index) => `/a/target/of/some/length/${index}`)
  const pages = new Map(targets.map((target) => [target, one]))
  const answers = answersOf(pages)
  const filler = 'a'.repeat(20_000)
  const before = heapInUse()

  for (const target of targets) {
    const asked = head(`GET ${target}`)
    answers.toHead(`${asked}${filler}`.slice(0, asked.length))
  }

  const grown = heapInUse() - before
  assert.ok(grown < 5_000_000, `${grown} bytes more`)
  const heads = targets.map((target) => Buffer.from(head(`GET ${target}`)))
  const known = heads.filter((bytes) => answers.toBytes(bytes, bytes.length))
  assert.ok(known.length > 1_000, `${known.length}`)
})

hotAnswers('are not mixed up by fields that differ in one byte', async () => {
  const pages = new Map([['/', await page()]])
  const answers = answersOf(pages)

  const close = answers.toHead(head('GET /', 'Connection: close\r\n'))
  const kept = answers.toHead(head('GET /', 'Connection: keep-alive\r\n'))
  const closeAgain = answers.toHead(head('GET /', 'Connection: close\r\n'))

  assert.equal([close, closeAgain], [undefined, undefined])
  assert.ok(kept)
})

hotAnswers.run()
