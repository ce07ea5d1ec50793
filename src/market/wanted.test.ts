import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ProviderError } from './quote.ts'
import { whileWanted } from './wanted.ts'

const wanted = suite('market/wanted')

const long = 10_000

wanted('ends work that does not heed it, and tells why', async () => {
  const leaving = new AbortController()
  const forever = () => new Promise<never>(() => {})

  assert.is(await reasonOf(1, [], forever), 'late')
  const left = reasonOf(long, [new AbortController().signal, leaving.signal], forever)
  leaving.abort()
  assert.is(await left, 'unwanted')
  assert.is(await reasonOf(long, [AbortSignal.timeout(1)], forever), 'late')
  const limited = new AbortController()
  const cut = reasonOf(long, [limited.signal], forever)
  limited.abort(new ProviderError('binance', { kind: 'timeout', detail: 'no answer in 10000 ms' }))
  assert.is(await cut, 'late')
})

wanted('gives the reason to the work', async () => {
  let reason: unknown
  const heeds = (stop: AbortSignal) =>
    new Promise<never>((_, reject) => {
      stop.addEventListener('abort', () => reject((reason = stop.reason)))
    })
  await reasonOf(1, [], heeds)

  assert.is((reason as Error).message, 'late')
})

wanted('does not begin what nobody waits for', async () => {
  let isBegun = false
  const reason = await reasonOf(long, [AbortSignal.abort()], async () => void (isBegun = true))

  assert.is(reason, 'unwanted')
  assert.not(isBegun)
})

wanted('passes on how the work ends by itself', async () => {
  assert.is(await reasonOf(long, [], async () => 'done'), 'done')
  assert.is(await reasonOf(long, [], () => Promise.reject(new Error('broken'))), 'broken')
})

/** The message of the error, or the result. */
async function reasonOf(
  ms: number,
  signals: AbortSignal[],
  work: (stop: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  const limits = { ms, signals, late: () => new Error('late'), unwanted: () => new Error('unwanted') }
  return await whileWanted(limits, work).catch((error: Error) => error.message)
}

wanted.run()
