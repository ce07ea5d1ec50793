import { finished } from 'node:stream/promises'
import type { BrotliCompress, DeflateRaw } from 'node:zlib'

/**
 * Feeds an encoder piece by piece and tells what came out for each: whole bytes, because it is flushed after each. The last
 * one has the end of the stream. The encoder is used up and closed, also when it fails.
 */
export async function flushedPieces(
  encoder: BrotliCompress | DeflateRaw,
  flush: number,
  pieces: readonly Uint8Array[],
): Promise<Buffer[]> {
  let chunks: Buffer[] = []
  encoder.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = finished(encoder)
  ended.catch(() => {}) // it is waited for below, but not at every moment
  const outputs: Buffer[] = []
  try {
    for (const piece of pieces.slice(0, -1)) {
      encoder.write(piece)
      await Promise.race([new Promise<void>((resolve) => encoder.flush(flush, resolve)), ended])
      while (encoder.read() !== null); // what waits to be read is told as data, too
      outputs.push(Buffer.concat(chunks))
      chunks = []
    }
    encoder.end(pieces.at(-1))
    await ended
    return [...outputs, Buffer.concat(chunks)]
  } finally {
    encoder.close()
  }
}
