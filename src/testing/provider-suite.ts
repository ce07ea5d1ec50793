import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Running } from '../core/lifecycle.ts'
import type { OnProviderEvent } from '../market/providers/provider-event.ts'
import type { ProviderOptions } from '../market/providers/provider-http.ts'
import type { Provider } from '../market/quote.ts'
import { type Asking, errorOf, key, problemOf, status, withProvider } from './asking.ts'
import { answers, type Behaviour, bytes, bytesThenReset, resets } from './stub-upstream.ts'

/** What is made for a test: one thing that can be asked, and how it ends. */
type Make = (
  options: ProviderOptions & { key: string },
  onEvent: OnProviderEvent,
) => { provider: Provider<unknown> } & Running

/** What every provider does with answers that are none, asked by real HTTP. `good` is how it is answered at best. */
export function providerSuite(name: string, make: Make, good: Behaviour): void {
  const contract = suite(name)

  const asked = (behaviour: Behaviour, work: (provider: Provider<unknown>, asking: Asking) => Promise<void>) =>
    withProvider(behaviour, async (asking) => {
      const { provider, close } = make(asking.options, asking.onEvent)
      try {
        await work(provider, asking)
      } finally {
        await close()
      }
    })

  contract('gives what it was told, and tells of nothing', () =>
    asked(good, async (provider, { events, signal }) => {
      assert.ok(await provider.fetch(signal))

      assert.equal(events, [])
    }),
  )

  contract('asks again after a server error, a connection that breaks and a body that breaks off', () =>
    asked(good, async (provider, { upstream, signal }) => {
      const half = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"data":'
      for (const bad of [status(500), status(503), resets, bytes(half), bytesThenReset(half), bytes('')]) {
        const before = upstream.requests.length
        upstream.behave((request, response) => {
          upstream.behave(good)
          bad(request, response)
        })

        assert.ok(await provider.fetch(signal))
        assert.ok(upstream.requests.length >= before + 2)
      }
    }),
  )

  contract('asks three times and no more, and tells of it once', () =>
    asked(status(500), async (provider, { upstream, events, signal }) => {
      assert.equal(await problemOf(provider.fetch(signal)), { kind: 'upstream', status: 500 })

      assert.is(upstream.requests.length, 3)
      assert.equal(events, [
        { type: 'provider-failed', provider: provider.name, problem: { kind: 'upstream', status: 500 } },
      ])
    }),
  )

  contract('asks once when it is refused for good', () =>
    asked(good, async (provider, { upstream, signal }) => {
      const kinds = { 400: 'bad-request', 401: 'auth', 402: 'plan', 403: 'plan', 404: 'not-found', 451: 'plan' }
      for (const [code, kind] of Object.entries(kinds)) {
        upstream.behave(status(Number(code), { 'Content-Type': 'text/html' }, '<h1>No</h1>'))

        assert.is((await problemOf(provider.fetch(signal))).kind, kind)
        // Where several questions are asked, such an answer to one may not spare the others.
        const paths = upstream.requests.map(({ url }) => url)
        assert.is(new Set(paths).size, paths.length)
        upstream.requests.length = 0
        upstream.behave(good)
        await provider.fetch(signal)
        upstream.requests.length = 0
      }
    }),
  )

  contract('leaves a provider alone until the moment it named', () =>
    asked(good, async (provider, { upstream, events, clock, signal }) => {
      for (const code of [429, 418, 503]) {
        upstream.requests.length = 0
        upstream.behave(status(code, { 'Retry-After': '11' }, { error: 'slow down' }))

        assert.equal(await problemOf(provider.fetch(signal)), { kind: 'rate-limited', retryAfterMs: 11_000 })
        clock.now += 10_999
        upstream.behave(good)
        assert.equal(await problemOf(provider.fetch(signal)), { kind: 'rate-limited', retryAfterMs: 1 })
        assert.is(upstream.requests.length, 1)

        clock.now += 1
        assert.ok(await provider.fetch(signal))
      }
      assert.is(events.length, 3)
    }),
  )

  contract('has a defined end for a 200 that is no answer', () =>
    asked(good, async (provider, { upstream, signal }) => {
      const type = { 'Content-Type': 'application/json' }
      const big = JSON.stringify('x'.repeat(1024 * 1024))
      const texts = ['', '<!doctype html><p>Hi', '{"data":', '{"a":NaN}', 'null', '[]', '{}', '7', '"a"', '[null]', big]
      for (const text of texts) {
        upstream.behave(answers(200, type, text))
        assert.is((await problemOf(provider.fetch(signal))).kind, 'shape', text.slice(0, 30))
        // So that failures do not come in a row.
        upstream.behave(good)
        assert.ok(await provider.fetch(signal))
      }
    }),
  )

  contract('shows its key to nobody but the provider', () =>
    asked(good, async (provider, { upstream, events, signal }) => {
      const echo = (code: number): Behaviour =>
        status(
          code,
          {},
          {
            error: `key ${key} is wrong, see /x?token=${encodeURIComponent(key)}`,
            msg: `secret=${key}`,
            status: { error_code: code, error_message: `The key ${key} is wrong` },
            metadata: { error: `CMC_PRO_API_KEY: "${key}"` },
            data: [],
          },
        )
      for (const code of [200, 400, 401, 403]) {
        upstream.behave(echo(code))
        const error = await errorOf(provider.fetch(signal))

        const told = JSON.stringify([error, error.message, error.stack, events])
        assert.not(told.includes(key) || told.includes(encodeURIComponent(key)), told)
      }
      assert.not(upstream.requests.some(({ url }) => url.includes(key) || url.includes(encodeURIComponent(key))))
    }),
  )

  contract('rejects when nobody waits any more, or it is closed', () =>
    withProvider(
      () => {},
      async ({ options, onEvent, events, upstream }) => {
        const { provider, close } = make(options, onEvent)
        const leaving = new AbortController()
        const left = problemOf(provider.fetch(leaving.signal))
        await upstream.asked(1)
        leaving.abort()
        const waiting = problemOf(provider.fetch(new AbortController().signal))
        await upstream.asked(2)
        await close()

        assert.is((await left).kind, 'timeout')
        assert.is((await waiting).kind, 'timeout')
        assert.ok(await problemOf(provider.fetch(new AbortController().signal)))
        assert.equal(events, [])
      },
    ),
  )

  contract.run()
}
