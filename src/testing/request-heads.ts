/** Request heads for fast-check: mostly what browsers send, often with something wrong in one place. */
import fc from 'fast-check'

/** One run after another is the same: what fails once can be looked at again. */
export const seed = 20_260_101

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/)
const visible = fc.stringMatching(/^[ -~]{0,30}$/)

const fieldNames = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('Accept', 'Accept-Encoding', 'Accept-Language', 'User-Agent', 'Cookie') },
  {
    weight: 6,
    arbitrary: fc.constantFrom('If-None-Match', 'Connection', 'Cache-Control', 'If-Modified-Since', 'Keep-Alive'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'Content-Length',
      'Transfer-Encoding',
      'Upgrade',
      'Expect',
      'Range',
      'If-Match',
      'If-Unmodified-Since',
      'TE',
      'Trailer',
      'HTTP2-Settings',
      'Host',
      'Proxy-Connection',
      'Sec-WebSocket-Key',
      '__proto__',
    ),
  },
  { weight: 4, arbitrary: token },
)

const fieldValues = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('gzip, deflate, br', 'br', 'gzip;q=0.5, br;q=0', 'identity', '*;q=0', '*') },
  { weight: 3, arbitrary: fc.constantFrom('keep-alive', 'Keep-Alive', 'close', '', '"a", W/"b"', '0', '5', 'chunked') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('websocket', '100-continue', 'bytes=0-1', 'keep-alive, Upgrade', '+1', '0x1'),
  },
  { weight: 4, arbitrary: visible },
)

const blanks = fc.constantFrom(' ', ' ', ' ', '', '\t', '  \t')

const field = fc
  .tuple(fieldNames, blanks, fieldValues, fc.constantFrom('', '', '', ' ', '\t'))
  .map(([name, before, value, after]) => `${name}:${before}${value}${after}\r\n`)

const hosts = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('localhost', 'example.org:8080', '127.0.0.1', '[::1]:80') },
  { weight: 1, arbitrary: fc.constantFrom('', 'a b', 'x/y', 'user@x', 'a,b', 'x:99999999', '[', 'x:') },
)
const hostName = fc.constantFrom('Host', 'host', 'HOST')

const requestLine = fc
  .tuple(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('GET', 'HEAD') },
      fc.constantFrom('POST', 'get', 'CONNECT', 'BREW'),
    ),
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('/', '/report/1', '/report/2') },
      fc.constantFrom('/nope', '*', 'http://localhost/', '//', '/?a=b', '/%zz', '/#x', '/report/1 '),
    ),
    fc.oneof(
      { weight: 9, arbitrary: fc.constant('HTTP/1.1') },
      fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'http/1.1', ''),
    ),
  )
  .map((parts) => `${parts.join(' ')}\r\n`)

/** Well-formed for the most part; every combination of fields. */
export const wellFormedHead = fc
  .tuple(requestLine, hostName, hosts, fc.array(field, { maxLength: 5 }), fc.nat({ max: 5 }))
  .map(([line, name, host, fields, place]) => {
    const all = [...fields]
    all.splice(Math.min(place, all.length), 0, `${name}: ${host}\r\n`)
    return `${line}${all.join('')}\r\n`
  })

const odd = fc.constantFrom(
  '\r',
  '\n',
  '\r\n',
  '\0',
  ' ',
  '\t',
  ':',
  '\x7f',
  '\x80',
  '\xff',
  '\v',
  ',',
  ';',
  '"',
  '0',
  'a',
  '\r\n ',
)

interface Change {
  kind: 'insert' | 'replace' | 'remove' | 'repeat'
  /** Counted round the head. */
  place: number
  length: number
  text: string
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('insert', 'replace', 'remove', 'repeat'),
  place: fc.noBias(fc.nat({ max: 100_000 })),
  length: fc.integer({ min: 1, max: 12 }),
  text: odd,
})

function applyChange(head: string, { kind, place, length, text }: Change): string {
  const at = place % head.length
  switch (kind) {
    case 'insert':
      return head.slice(0, at) + text + head.slice(at)
    case 'replace':
      return head.slice(0, at) + text + head.slice(at + 1)
    case 'remove':
      return head.slice(0, at) + head.slice(at + length)
    case 'repeat':
      return head.slice(0, at + length) + head.slice(at)
  }
}

const plainField = fc
  .tuple(fc.constantFrom('Accept', 'Accept-Encoding', 'User-Agent', 'Cookie', 'X-A', 'Connection'), visible)
  .map(([name, value]) => (name === 'Connection' ? `${name}: keep-alive\r\n` : `${name}: ${value}\r\n`))

function plainHeadFor(targets: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom('GET', 'HEAD'),
      fc.constantFrom(...targets),
      hostName,
      fc.array(plainField, { maxLength: 3 }),
    )
    .map(
      ([method, target, name, fields]) =>
        `${method} ${target} HTTP/1.1\r\n${name}: localhost\r\n${fields.join('')}\r\n`,
    )
}

/** What the fast path is for. */
export const plainHead = plainHeadFor(['/', '/report/1', '/report/2'])

/** Well-formed too, for what has to be looked for, or is not there. */
export const coldHead = plainHeadFor([
  '/?a=b',
  '/report/1/',
  '/report/%31',
  '/nope',
  '/note/',
  '/note/%0a',

  '/robots.txt',
])

/** A head with one or two bytes or pieces wrong. */
export const mutatedHead = fc
  .tuple(plainHead, fc.array(change, { minLength: 1, maxLength: 2 }))
  .map(([head, changes]) => changes.reduce(applyChange, head))
