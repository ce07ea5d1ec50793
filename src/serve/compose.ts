import type { Answer } from './answer.ts'
import { matchesEtag } from './conditions.ts'
import type { Message } from './message.ts'
import type { PlainRequest } from './plain-request.ts'
import { ageHeader, securityHeaders, type ReadyPage } from './ready-page.ts'

/** What of a request decides on the form of its answer. */
export type Form = Pick<PlainRequest, 'isHead' | 'encoding' | 'ifNoneMatch'>

/** The only place where pages and refusals become messages. HEAD gets the fields of GET. */
export function compose(answer: Answer, form: Form): Message | Promise<Message> {
  switch (answer.kind) {
    case 'page': {
      const timing = answer.serverTiming ? ['Server-Timing', answer.serverTiming] : []
      return composePage(answer.page, answer.page.status, form, ['Cache-Status', answer.cacheStatus, ...timing])
    }
    case 'failure':
      return composePage(answer.page, answer.status, form, ['Retry-After', String(answer.retryAfterS)])
    case 'redirect': {
      const { status, location, varies } = answer
      const vary = varies ? ['Vary', 'Accept-Language, Cookie'] : []
      const fields = ['Location', location, 'Cache-Control', varies ? 'private, no-cache' : 'no-cache', ...vary]
      return { status, fields: ['Content-Length', '0', ...fields, ...securityHeaders], body: undefined }
    }
    case 'not-modified':
      return { status: 304, fields: [...answer.headers, ...securityHeaders], body: undefined }
    case 'text': {
      const { status, body, type, headers } = answer
      const length = ['Content-Length', String(Buffer.byteLength(body))]
      const control = headers.includes('Cache-Control') ? [] : ['Cache-Control', 'no-store']
      const fields = ['Content-Type', type, ...length, ...control, ...headers, ...securityHeaders]
      return { status, fields, body: form.isHead ? undefined : body }
    }
    default:
      return answer satisfies never
  }
}

/** Throws when a field has bytes that would be another one (RFC 9110, section 5.5): node looks only at what goes through it. */
export function checkFields(message: Message): Message {
  const wrong = message.fields.find((text) => forbidden.test(text))
  if (wrong !== undefined) throw new Error(`${JSON.stringify(wrong)} cannot be in a field`)
  return message
}

const forbidden = /[^\t\x20-\x7e\x80-\xff]/

function composePage(page: ReadyPage, status: number, form: Form, extra: string[]): Message | Promise<Message> {
  const variant = page.variant(form.encoding)
  if (!variant) return page.makeGzip().then(() => composePage(page, status, form, extra))
  const more = [...ageHeader(page, Date.now()), ...extra]
  if (status === 200 && matchesEtag(form.ifNoneMatch, variant.etag))
    return { status: 304, fields: [...variant.headersNotModified, ...more], body: undefined }
  return { status, fields: [...variant.headers, ...more], body: form.isHead ? undefined : variant.body }
}
