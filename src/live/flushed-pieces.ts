import type { BrotliCompress, DeflateRaw } from 'minizlib'

/**
 * Feeds an encoder piece by piece and tells what came out for each: whole bytes, because it is flushed after each. The last
 * one has the end of the stream. The encoder is used up and closed, also when it fails.
 *
 * It works here and now: node's own streams hand each piece to another thread and back, which takes longer than to encode it.
 */
export function flushedPieces(
  encoder: BrotliCompress | DeflateRaw,
  flush: number,
  pieces: readonly Uint8Array[],
): Buffer[] {
  let chunks: Buffer[] = []
  encoder.on('data', (chunk) => chunks.push(chunk as Buffer))
  const outputs: Buffer[] = []
  try {
    for (const piece of pieces.slice(0, -1)) {
      encoder.write(asBuffer(piece))
      encoder.flush(flush)
      outputs.push(Buffer.concat(chunks))
      chunks = []
    }
    encoder.end(asBuffer(pieces.at(-1)!))
    return [...outputs, Buffer.concat(chunks)]
  } finally {
    encoder.close()
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
