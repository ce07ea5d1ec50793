import { constants, createBrotliCompress, createDeflateRaw, inflateRawSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { flushedPieces } from './flushed-pieces.ts'

const flushed = suite('live/flushed-pieces')

flushed('give what came out for each piece, however large', async () => {
  const noise = Uint8Array.from({ length: 300_000 }, (_, index) => (index * index * 7919) >> 8)
  const pieces = [Buffer.from('a'), noise, Buffer.alloc(0), Buffer.from('b')]

  const outputs = await flushedPieces(createDeflateRaw(), constants.Z_SYNC_FLUSH, pieces)

  assert.is(outputs.length, 4)
  assert.ok(outputs[1]!.length > 50_000)
  assert.is(outputs[1]!.subarray(-4).toString('hex'), '0000ffff')
  assert.ok(inflateRawSync(Buffer.concat(outputs)).equals(Buffer.concat(pieces)))
})

flushed('close the encoder', async () => {
  const encoder = createBrotliCompress()

  await flushedPieces(encoder, constants.BROTLI_OPERATION_FLUSH, [Buffer.from('a'), Buffer.from('b')])

  assert.ok(encoder.destroyed)
})

flushed('fail with the encoder, and close it', async () => {
  const encoder = createBrotliCompress()

  const outputs = flushedPieces(encoder, constants.BROTLI_OPERATION_FLUSH, [Buffer.from('a'), Buffer.from('b')])
  encoder.destroy(new Error('out of memory'))

  assert.is(await outputs.catch((error: Error) => error.message), 'out of memory')
  assert.ok(encoder.destroyed)
})

flushed('close the encoder also when a piece is no bytes', async () => {
  const encoder = createBrotliCompress()

  const outputs = flushedPieces(encoder, constants.BROTLI_OPERATION_FLUSH, [1 as never, Buffer.from('b')])

  assert.instance(await outputs.catch((error: unknown) => error), TypeError)
  assert.ok(encoder.destroyed)
})

flushed.run()
