import { STATUS_CODES } from 'node:http'
import type { Message } from '../message.ts'

/** The current second and its Date (RFC 9110, section 6.6.1). */
export interface WireClock {
  second: number
  date: string
}

/** A message for HTTP/1.1 in one buffer; the last one tells the client that the connection ends with it. */
export function messageBytes({ status, fields, body }: Message, { date }: WireClock, isLast: boolean): Buffer {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nDate: ${date}\r\n`
  for (let at = 0; at < fields.length; at += 2) head += `${fields[at]}: ${fields[at + 1]}\r\n`
  head += isLast ? 'Connection: close\r\n\r\n' : '\r\n'
  const content = typeof body === 'string' ? Buffer.from(body) : body
  const bytes = Buffer.allocUnsafe(head.length + (content?.length ?? 0))
  bytes.write(head, 'latin1')
  if (content) bytes.set(content, head.length)
  return bytes
}
