import { isValidHost } from '../host.ts'
import { chooseEncoding } from '../negotiate.ts'
import type { Wishes } from '../plain-request.ts'

/**
 * Reads the fields of a request: everything after the request line, from its CRLF to the empty line. Undefined means: not
 * sure, let node's own parser decide. Sure are only fields in plain ASCII, one valid Host, and nothing that speaks of a
 * body, a range, another protocol or a condition beside If-None-Match (RFC 9112, sections 3.2, 5 and 6; RFC 9110, section 13).
 */
export function recogniseFields(fields: string): Wishes | undefined {
  if (fields.length > maxFieldBytes || !wellFormed.test(fields)) return undefined
  const seen = new Map<string, string>()
  const lines = fields.slice(2, -4).split('\r\n')
  if (lines.length > maxFields) return undefined
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    if (declined.has(name)) return undefined
    const separator = read.get(name)
    if (separator === undefined) continue
    const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')
    const before = seen.get(name)
    if (before !== undefined && separator === once) return undefined
    seen.set(name, before === undefined ? value : `${before}${separator}${value}`)
  }
  if (!isValidHost(seen.get('host') ?? '')) return undefined
  if (!/^(keep-alive)?$/i.test(seen.get('connection') ?? '')) return undefined
  return {
    encoding: chooseEncoding(seen.get('accept-encoding')),
    ifNoneMatch: seen.get('if-none-match'),
    cookie: seen.get('cookie'),
    acceptLanguage: seen.get('accept-language'),
  }
}

/** Well below what node takes, so that what is answered here would be answered there. */
export const maxFieldBytes = 8 * 1024
const maxFields = 100

/** CRLF, one or more `name: value` lines, an empty line; nothing folded, nothing beyond visible ASCII, blank and tab. */
const wellFormed = /^\r\n(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e]*\r\n)+\r\n$/

/** They change how a request is read or answered. */
const declined = new Set([
  'content-length',
  'transfer-encoding',
  'trailer',
  'upgrade',
  'proxy-connection',
  'http2-settings',
  'expect',
  'range',
  'if-range',
  'if-match',
  'if-unmodified-since',
])

const once = ''

/** What is read here, and how node joins several of a kind; there is to be but one of the others. */
const read = new Map([
  ['host', once],
  ['connection', once],
  ['accept-encoding', once],
  ['if-none-match', once],
  ['cookie', '; '],
  ['accept-language', ', '],
])

export interface RequestLine {
  target: string
  isHead: boolean
}

/** What a request line asks for, when it is exactly `GET target HTTP/1.1` or HEAD. */
export function recogniseLine(line: string): RequestLine | undefined {
  if (!line.endsWith(' HTTP/1.1')) return undefined
  if (line.startsWith('GET /')) return { target: line.slice(4, -9), isHead: false }
  if (line.startsWith('HEAD /')) return { target: line.slice(5, -9), isHead: true }
  return undefined
}
