import { brotliCompressSync, gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failureMessage } from '../testing/refusal.ts'
import { codings, decodeBody, readBody } from './read-body.ts'

const bodies = suite('core/read-body')

bodies('are read whole up to the bound', async () => {
  assert.equal(await readBody(chunks('ab', 'cd'), 4), Buffer.from('abcd'))
  assert.equal(await readBody(chunks(), 4), Buffer.alloc(0))
})

bodies('are read no further than the bound', async () => {
  let read = 0
  async function* endless() {
    for (;;) {
      read++
      yield Buffer.alloc(3)
    }
  }

  assert.is(await readBody(endless(), 4), undefined)
  assert.is(read, 2)
})

bodies('that break off say with what', async () => {
  async function* broken() {
    yield Buffer.from('ab')
    throw new Error('reset')
  }

  assert.is(await failureMessage(readBody(broken(), 4)), 'reset')
})

bodies('are decoded in every coding that is asked for', async () => {
  const text = 'prices of today, as text: 91\u00a0204'

  assert.is(codings, 'gzip, br')
  assert.is(await decodeBody(gzipSync(text), 'gzip', 100), text)
  assert.is(await decodeBody(brotliCompressSync(text), 'br', 100), text)
  assert.is(await decodeBody(Buffer.from(text), 'identity', 100), text)
  assert.is(await decodeBody(Buffer.from(text), undefined, 100), text)
  assert.is(await decodeBody(Buffer.alloc(0), undefined, 100), '')
})

bodies('are not decoded in another coding, or in two', async () => {
  assert.is(await decodeBody(Buffer.from('x'), 'zstd', 100), undefined)
  assert.is(await decodeBody(gzipSync('x'), 'gzip, gzip', 100), undefined)
  assert.is(await decodeBody(gzipSync('x'), ['gzip'], 100), undefined)
})

bodies('are inflated up to the bound and no further', async () => {
  for (const [coding, compress] of [['gzip', gzipSync] as const, ['br', brotliCompressSync] as const]) {
    assert.is((await decodeBody(compress('x'.repeat(1000)), coding, 1000))?.length, 1000)
    assert.match(await failureMessage(decodeBody(compress('x'.repeat(1001)), coding, 1000)), 'larger than 1000 bytes')
  }
})

bodies('that are damaged are refused', async () => {
  assert.match(await failureMessage(decodeBody(Buffer.from('not gzip'), 'gzip', 100)), 'incorrect header check')
  assert.match(await failureMessage(decodeBody(Buffer.from([0x22, 0xff, 0x22]), undefined, 100)), 'not valid')
})

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text)
}

bodies.run()
