import { constants, inflateRawSync } from 'node:zlib'
import { BrotliCompress, DeflateRaw } from 'minizlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { flushedPieces } from './flushed-pieces.ts'

const flushed = suite('live/flushed-pieces')

flushed('give what came out for each piece, however large', () => {
  const noise = Uint8Array.from({ length: 300_000 }, (_, index) => (index * index * 7919) >> 8)
  const pieces = [Buffer.from('a'), noise, Buffer.alloc(0), Buffer.from('b')]

  const outputs = flushedPieces(new DeflateRaw({}), constants.Z_SYNC_FLUSH, pieces)

  assert.is(outputs.length, 4)
  assert.ok(outputs[1]!.length > 50_000)
  assert.is(outputs[1]!.subarray(-4).toString('hex'), '0000ffff')
  assert.ok(inflateRawSync(Buffer.concat(outputs)).equals(Buffer.concat(pieces)))
})

flushed('close the encoder', () => {
  const encoder = new BrotliCompress({})

  flushedPieces(encoder, constants.BROTLI_OPERATION_FLUSH, [Buffer.from('a'), Buffer.from('b')])

  assert.throws(() => encoder.write(Buffer.from('c')), /closed/)
})

flushed('close the encoder also when a piece is no bytes', () => {
  const encoder = new BrotliCompress({})
  const pieces = [1 as never, Buffer.from('b')]

  assert.throws(() => flushedPieces(encoder, constants.BROTLI_OPERATION_FLUSH, pieces), /argument/)
  assert.throws(() => encoder.write(Buffer.from('c')), /closed/)
})

flushed.run()
