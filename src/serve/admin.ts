import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import type { InvalidationLog, Mode, Selector } from '../cache/invalidation.ts'
import { selectorSchema } from '../cache/selector.ts'
import { EnddelError, messageOf } from '../core/errors.ts'
import { parseJson, parseWith } from '../core/parse.ts'
import { type Answer, jsonAnswer, refusal } from './answer.ts'

export interface AdminOptions {
  /** Empty: all is closed. */
  secret: string
  /** Whether clients of other machines are let in. */
  isRemote: boolean
  log: Pick<InvalidationLog, 'append'>
  now?: () => number
}

/** Paths that change something: POST only, with `Authorization: Bearer <AUTO_UPDATE_SECRET_KEY>`. */
export interface Admin {
  handles(path: string): boolean
  /** Whom the secret does not let in; undefined for those it does. */
  refuse(request: IncomingMessage): Answer | undefined
  answer(request: IncomingMessage, path: string): Promise<Answer>
}

/** A tag that products from the API bear: to invalidate it is to fetch them afresh. */
export const productSourceTag = 'api:products'

const maxBodyBytes = 256 * 1024
/** Wrong secrets in a minute, from all clients together; beyond it nobody is let in until the minute is over. */
const maxWrong = 30

export function createAdmin({ secret, isRemote, log, now = Date.now }: AdminOptions): Admin {
  const isWrongTooOften = createWrongCount(now)

  const actions: Record<string, (body: unknown) => { selector: Selector; mode: Mode }> = {
    '/internal/cache/invalidate'(body) {
      const { hard = false, ...selector } = parseWith(requestSchema, body, 'the request body')
      return { selector: parseWith(selectorSchema, selector, 'the request body'), mode: hard ? 'hard' : 'soft' }
    },
    '/clear-cache': () => ({ selector: { all: true }, mode: 'hard' }),
    '/internal/cache/products/invalidate': () => ({
      selector: { tags: ['products', productSourceTag] },
      mode: 'soft',
    }),
  }
  actions['/admin/cache/clear'] = actions['/clear-cache']!

  return {
    handles: (path) => Object.hasOwn(actions, path),
    refuse,
    async answer(request, path) {
      if (request.method !== 'POST') return refusal(405, 'This changes something: use POST.', ['Allow', 'POST'])
      const refused = refuse(request)
      if (refused) return refused
      try {
        const { selector, mode } = actions[path]!(await readBody(request))
        const { invalidation, reach } = await log.append(selector, mode)
        return jsonAnswer(reach === 'all' ? 200 : 202, { version: invalidation.version, mode, selector, reach })
      } catch (error) {
        if (!(error instanceof EnddelError)) throw error
        if (error.code === 'E_TOO_LARGE') return refusal(413, error.message, closing(request))
        return jsonAnswer(400, { error: messageOf(error) })
      }
    },
  }

  function refuse(request: IncomingMessage): Answer | undefined {
    if (!secret) return refusal(403, 'Closed: AUTO_UPDATE_SECRET_KEY is not set.')
    if (!isRemote && !isLoopback(request.socket.remoteAddress)) return refusal(403, 'Closed to other machines.')
    if (isWrongTooOften()) return refusal(429, 'Too many wrong secrets.', ['Retry-After', '60'])
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if (isSame(given, secret)) return undefined
    isWrongTooOften.count()
    return refusal(401, 'The secret is missing or wrong.', ['WWW-Authenticate', 'Bearer'])
  }
}

/** Hashed first, so that neither content nor length shows in the time it takes. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function isLoopback(address = ''): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(address)
}

const requestSchema = z.looseObject({ hard: z.boolean().exactOptional() })

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBodyBytes)
      throw new EnddelError('E_TOO_LARGE', `The request body is longer than ${maxBodyBytes} bytes.`)
    chunks.push(chunk)
  }
  return bytes === 0 ? {} : parseJson(Buffer.concat(chunks).toString(), 'the request body')
}

/** The rest of the body is not worth reading; HTTP/2 has a way of its own to say so. */
function closing({ httpVersionMajor }: IncomingMessage): string[] {
  return httpVersionMajor === 1 ? ['Connection', 'close'] : []
}

function createWrongCount(now: () => number) {
  let minute = 0
  let wrong = 0
  const isTooOften = () => {
    const thisMinute = Math.floor(now() / 60_000)
    if (thisMinute !== minute) wrong = 0
    minute = thisMinute
    return wrong >= maxWrong
  }
  return Object.assign(isTooOften, { count: () => void wrong++ })
}
