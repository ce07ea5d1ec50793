import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { getBytes } from '../testing/http-get.ts'
import { wireSiteOut, withPlain } from '../testing/wire-site.ts'
import type { Answer } from './answer.ts'
import type { ServeEvent } from './events.ts'

const handler = suite('serve/handler')

handler('answers 500 for a request whose part throws, and the others as ever', () => {
  const events: ServeEvent[] = []
  const mistake = new Error('a mistake of ours')
  const marketApi = {
    handles: (path: string) => path === '/breaks',
    answer: () => {
      throw mistake
    },
  }

  return withPlain(
    wireSiteOut(),
    async ({ url }) => {
      const statuses = [await getBytes(`${url}/breaks?x`, {}), await getBytes(`${url}/`, {})].map(
        ({ status }) => status,
      )

      assert.equal(statuses, [500, 200])
      assert.equal(events[0], { type: 'request-failed', target: '/breaks?x', error: mistake })
    },
    { marketApi, onEvent: (event) => events.push(event) },
  )
})

handler('answers a plain request with the bytes that node would send, and leaves the others to it', () =>
  withPlain(wireSiteOut(), async ({ url, answerPlain }) => {
    const targets = ['/?a', '/note/a', '/note/', '/nope']

    const plain = await Promise.all(targets.map((target) => answerPlain({ ...plainRequest, target })))
    const nodes = await Promise.all(targets.map((target) => getBytes(`${url}${target}`, {})))

    assert.equal(
      plain.map((message) => [message?.status, Buffer.from(message?.body ?? '')]),
      nodes.map(({ status, bytes }) => [status, bytes]),
    )
    const others = ['/robots.txt', '/ws', '/events', '/%zz']
    assert.equal(
      others.map((target) => answerPlain({ ...plainRequest, target })),
      others.map(() => undefined),
    )
  }),
)

handler('answers 500 for a plain request whose part throws', () => {
  const events: ServeEvent[] = []
  const answerInternal = () => {
    throw new Error('a mistake of ours')
  }

  return withPlain(
    wireSiteOut(),
    async ({ answerPlain }) => {
      const message = await answerPlain({ ...plainRequest, target: '/breaks' })

      assert.is(message?.status, 500)
      assert.equal(
        events.map(({ type }) => type),
        ['request-failed', 'answered', 'request'],
      )
    },
    { answerInternal, onEvent: (event) => events.push(event) },
  )
})

handler('lets nobody write a field of his own into an answer', () => {
  const location = '/a\r\nSet-Cookie: a=b'
  const find = async (): Promise<Answer> => ({ kind: 'redirect', status: 302, location, varies: false })

  return withPlain(
    wireSiteOut(),
    async ({ answerPlain }) => {
      const message = await answerPlain({ ...plainRequest, target: '/note/a' })

      assert.is(message?.status, 500)
      assert.not.match(message!.fields.join(), 'Set-Cookie')
    },
    { finder: { find } },
  )
})

const plainRequest = {
  isHead: false,
  encoding: 'identity' as const,
  ifNoneMatch: undefined,
  cookie: undefined,
  acceptLanguage: undefined,
}

handler.run()
