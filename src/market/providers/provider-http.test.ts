import { brotliCompressSync, gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { EnddelError } from '../../core/errors.ts'
import { type Asking, key, problemOf, status, withProvider } from '../../testing/asking.ts'
import { withMovedClock } from '../../testing/moved-clock.ts'
import { refusalOf } from '../../testing/refusal.ts'
import { answers, type Behaviour, bytes, drips, endlessHead, hangs, json, resets } from '../../testing/stub-upstream.ts'
import type { Question } from './provider-attempts.ts'
import { createProviderHttp, type ProviderHttp, type ProviderHttpOptions } from './provider-http.ts'

const http = suite('market/providers/provider-http')

const schema = z.object({ a: z.number() })
const question: Question<typeof schema> = { path: '/a?b=c', schema }
const good = json({ a: 1 })

http('asks below its base, and says who it is', async () => {
  await withHttp(good, {}, async ({ ask }, { upstream, signal }) => {
    assert.equal(await ask(question, signal), { a: 1 })

    const [asked] = upstream.requests
    assert.is(asked?.url, '/v3/a?b=c')
    assert.is(asked?.method, 'GET')
    assert.is(asked?.headers['user-agent'], 'enddel')
    assert.is(asked?.headers.accept, 'application/json')
    assert.is(asked?.headers['x-key'], key)
  })
})

http('reads gzip and brotli, and refuses what it did not ask for or is too much', async () => {
  await withHttp(hangs, {}, async ({ ask }, { upstream, signal }) => {
    const text = JSON.stringify({ a: 1 })
    const big = gzipSync(JSON.stringify({ a: 'x'.repeat(1024 * 1024) }))
    const behave = (coding: string, body: Buffer | string) => {
      upstream.behave(answers(200, { 'Content-Encoding': coding }, body))
      return ask(question, signal)
    }

    assert.equal(await behave('gzip', gzipSync(text)), { a: 1 })
    assert.equal(await behave('br', brotliCompressSync(text)), { a: 1 })
    assert.equal(await problemOf(behave('zstd', text)), { kind: 'shape', detail: 'in a coding that was not asked for' })
    assert.equal(await problemOf(behave('gzip', text)), { kind: 'shape', detail: 'cannot be decoded' })
    assert.equal(await problemOf(behave('gzip', big)), { kind: 'shape', detail: 'cannot be decoded' })
    assert.equal(await problemOf(behave('identity', 'x'.repeat(1024 * 1024 + 1))), {
      kind: 'shape',
      detail: 'more than 1048576 bytes',
    })
    assert.equal(await problemOf(behave('identity', Buffer.from([0x22, 0xff, 0x22]))), {
      kind: 'shape',
      detail: 'cannot be decoded',
    })
  })
})

http('names the field that is wrong', async () => {
  await withHttp(json({ a: 'b' }), {}, async ({ ask }, { signal }) => {
    assert.equal(await problemOf(ask(question, signal)), {
      kind: 'shape',
      detail: 'a: Invalid input: expected number, received string',
    })
  })
})

http('follows no redirect', async () => {
  await withHttp(status(302, { Location: '/v3/other' }), {}, async ({ ask }, { upstream, signal }) => {
    assert.equal(await problemOf(ask(question, signal)), { kind: 'upstream', status: 302 })
    assert.is(upstream.requests.length, 1)
  })
})

http('gives up in time, whatever keeps it waiting, and does not try again', async () => {
  const start = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n'
  await withHttp(hangs, { timeoutMs: 60 }, async ({ ask }, { upstream, events, signal }) => {
    const timeout = { kind: 'timeout', detail: 'no answer in time' }

    assert.equal(await problemOf(ask(question, signal)), timeout)
    upstream.behave(drips(start, 'X-A: b\r\n', 10))
    assert.equal(await problemOf(ask(question, signal)), timeout)
    upstream.behave(drips(`${start}\r\n`, ' ', 10))
    assert.equal(await problemOf(ask(question, signal)), timeout)
    assert.is(upstream.requests.length, 3)
    assert.is(events.length, 3)
  })
})

http('says that a connection failed by its code, after three attempts', async () => {
  await withHttp(resets, {}, async ({ ask }, { upstream, signal }) => {
    assert.equal(await problemOf(ask(question, signal)), { kind: 'network', detail: 'ECONNRESET' })
    assert.is(upstream.requests.length, 3)

    upstream.behave(endlessHead)
    assert.is((await problemOf(ask(question, signal))).kind, 'network')
  })
})

http('says so when nobody listens at the address', async () => {
  // Whoever listened there is gone when the work begins.
  let gone = ''
  await withProvider(good, async ({ options }) => void (gone = options.baseUrl))
  await withHttp(good, { baseUrl: gone }, async ({ ask }, { signal }) => {
    assert.equal(await problemOf(ask(question, signal)), { kind: 'network', detail: 'ECONNREFUSED' })
  })
})

http('waits as Retry-After says and not as it would', async () => {
  await withHttp(good, { backoffMs: 3_600_000 }, async ({ ask }, { upstream, signal }) => {
    for (const code of [429, 418, 500]) {
      upstream.behave((request, response) => {
        upstream.behave(good)
        status(code, { 'Retry-After': '0' })(request, response)
      })

      assert.equal(await ask(question, signal), { a: 1 })
    }
    assert.is(upstream.requests.length, 6)
  })
})

http('doubles its steps, and once more while it is banned', async () => {
  // A step that does not fit into the time of the question is not waited for, so each limit tells one step.
  const asks = async (code: number, timeoutMs: number) => {
    let count = 0
    const moves =
      (clock: { now: number }): Behaviour =>
      (request, response) => {
        // As long as the steps before took.
        clock.now += [0, 1, 2][count++]! * (code === 418 ? 2 : 1) * 10
        status(code)(request, response)
      }
    await withHttp(
      hangs,
      { backoffMs: 10, timeoutMs, random: () => 1 },
      async ({ ask }, { upstream, clock, signal }) => {
        upstream.behave(moves(clock))
        await problemOf(ask(question, signal))
      },
    )
    return count
  }

  assert.is(await asks(500, 10), 1)
  assert.is(await asks(500, 30), 2)
  assert.is(await asks(500, 31 + 10_000), 3)
  assert.is(await asks(418, 20), 1)
  assert.is(await asks(418, 60), 2)
  assert.is(await asks(418, 61 + 10_000), 3)
})

http('asks three times on 429 and 418 that name no moment, and again when it is asked again', async () => {
  await withHttp(status(429), {}, async ({ ask }, { upstream, signal }) => {
    const limited = { kind: 'rate-limited', retryAfterMs: undefined }

    assert.equal(await problemOf(ask(question, signal)), limited)
    upstream.behave(status(418))
    assert.equal(await problemOf(ask(question, signal)), limited)
    assert.is(upstream.requests.length, 6)
  })
})

http('keeps to its rate, in attempts too', async () => {
  const limit = { requests: 2, perMs: 20_000 }
  await withHttp(status(500), { limit }, async ({ ask }, { upstream, events, clock, signal }) => {
    assert.equal(await problemOf(ask(question, signal)), { kind: 'upstream', status: 500 })
    assert.is(upstream.requests.length, 2)

    assert.equal(await problemOf(ask(question, signal)), { kind: 'rate-limited', retryAfterMs: 10_000 })
    assert.is(upstream.requests.length, 2)
    // What was not asked is no event.
    assert.is(events.length, 1)
    clock.now += 10_000
    upstream.behave(good)
    assert.equal(await ask(question, signal), { a: 1 })
  })
})

http('takes of its rate what it asks and no more', async () => {
  await withHttp(status(500), { limit: { requests: 4, perMs: 3_600_000 } }, async ({ ask }, { upstream, signal }) => {
    await problemOf(ask(question, signal))
    await problemOf(ask(question, signal))

    assert.is(upstream.requests.length, 4)
  })
})

http('goes by the status of a refusal whose body is none', async () => {
  await withHttp(hangs, {}, async ({ ask }, { upstream, signal }) => {
    upstream.behave(bytes('HTTP/1.1 429 Slow\r\nRetry-After: 60\r\nContent-Length: 99\r\n\r\n<h1>'))
    assert.equal(await problemOf(ask(question, signal)), { kind: 'rate-limited', retryAfterMs: 60_000 })
    assert.is(upstream.requests.length, 1)
  })
})

http('leaves a provider alone that failed five times, and relies on it after three successes', async () => {
  await withMovedClock(async (move) => {
    await withHttp(status(500), { attempts: 1 }, async ({ ask }, { upstream, events, clock, signal }) => {
      const types = () => events.map(({ type }) => type)
      const rest = (ms: number) => {
        clock.now += ms
        move(ms)
      }
      for (let index = 0; index < 5; index++) await problemOf(ask(question, signal))
      assert.equal(types(), [...Array.from({ length: 5 }, () => 'provider-failed'), 'provider-open'])

      rest(59_999)
      assert.is((await problemOf(ask(question, signal))).kind, 'open')
      assert.is(upstream.requests.length, 5)

      rest(1)
      upstream.behave(good)
      await ask(question, signal)
      upstream.behave(status(500))
      assert.is((await problemOf(ask(question, signal))).kind, 'upstream')
      assert.is((await problemOf(ask(question, signal))).kind, 'open')
      assert.is(upstream.requests.length, 7)

      rest(60_000)
      upstream.behave(good)
      for (let index = 0; index < 3; index++) await ask(question, signal)
      assert.equal(types().slice(6), ['provider-failed', 'provider-closed'])
    })
  })
})

http('does not take a wrong question, or one that nobody waits for, for a failing provider', async () => {
  await withHttp(status(404), {}, async ({ ask }, { upstream, events, signal }) => {
    for (let index = 0; index < 6; index++) await problemOf(ask(question, signal))
    upstream.behave(status(400))
    for (let index = 0; index < 6; index++) await problemOf(ask(question, signal))
    for (let index = 0; index < 6; index++) await problemOf(ask(question, AbortSignal.abort()))
    upstream.behave(good)

    assert.equal(await ask(question, signal), { a: 1 })
    assert.ok(events.every(({ type }) => type === 'provider-failed'))
    assert.is(events.length, 12)
  })
})

http('takes the time limit of whoever asked for one of its own', async () => {
  await withHttp(hangs, {}, async ({ ask }, { events }) => {
    for (let index = 0; index < 5; index++)
      assert.is((await problemOf(ask(question, AbortSignal.timeout(5)))).kind, 'timeout')

    assert.is(events.at(-1)?.type, 'provider-open')
  })
})

http('hears what a provider says beside its status', async () => {
  const classify = () => ({ kind: 'plan', detail: `not with ${key}\n` }) as const
  await withHttp(good, {}, async ({ ask }, { events, signal }) => {
    const problem = { kind: 'plan', detail: 'not with *** ' }

    assert.equal(await problemOf(ask({ ...question, classify }, signal)), problem)
    assert.equal(events, [{ type: 'provider-failed', provider: 'coingecko', problem }])
  })
})

http('refuses an address with more than scheme, host and path', () => {
  for (const baseUrl of ['', 'api', 'ftp://a', 'https://a:b@c', 'https://a?token=b', 'https://a/#b']) {
    const error = refusalOf(() =>
      createProviderHttp({ name: 'coingecko', baseUrl, limit: { requests: 1, perMs: 1 } }, () => {}),
    )

    assert.instance(error, EnddelError)
    assert.is(error.message, 'the address of coingecko is not one of an API')
  }
})

async function withHttp(
  behaviour: Behaviour,
  changes: Partial<ProviderHttpOptions>,
  work: (http: ProviderHttp, asking: Asking) => Promise<void>,
): Promise<void> {
  await withProvider(behaviour, async (asking) => {
    const { limit, key: _, ...options } = asking.options
    const base = { name: 'coingecko', limit: limit!, headers: { 'X-Key': key }, secrets: [key] } as const
    const made = createProviderHttp(
      { ...options, ...base, baseUrl: `${options.baseUrl}/v3/`, ...changes },
      asking.onEvent,
    )
    try {
      await work(made, asking)
    } finally {
      await made.close()
      await made.close()
    }
  })
}

http.run()
